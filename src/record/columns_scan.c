/* Where fields end. Sixty-four bytes become a word of bits, one a comma or line feed;
 * places are written eight at a time without asking how many there are, which costs no
 * branch for nearly every field. */
#include "record/columns_read.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

fk_seen fk_scan_count_plain(const char *text, size_t length)
{
  fk_seen seen = {0};
  for (size_t k = 0; k < length; k++) {
    seen.lines += text[k] == '\n';
    seen.special |= text[k] == '"' || text[k] == 0;
  }
  return seen;
}

size_t fk_scan_ends_plain(const char *text, size_t length, uint32_t *ends)
{
  size_t count = 0;
  for (size_t k = 0; k < length; k++)
    if (text[k] == ',' || text[k] == '\n') ends[count++] = (uint32_t)k;
  return count;
}

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

AVX2 static inline uint64_t bits_of(__m256i low, __m256i high)
{
  uint64_t first = (uint32_t)_mm256_movemask_epi8(low);
  return first | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2 static fk_seen count_avx2(const char *text, size_t length)
{
  const __m256i feed = _mm256_set1_epi8('\n'), quote = _mm256_set1_epi8('"');
  const __m256i zero = _mm256_setzero_si256();
  __m256i special = zero;
  fk_seen seen = {0};
  size_t k = 0;
  for (; k + 64 <= length; k += 64) {
    __m256i a = _mm256_loadu_si256((const __m256i_u *)(text + k));
    __m256i b = _mm256_loadu_si256((const __m256i_u *)(text + k + 32));
    uint64_t feeds = bits_of(_mm256_cmpeq_epi8(a, feed), _mm256_cmpeq_epi8(b, feed));
    seen.lines += (size_t)_mm_popcnt_u64(feeds);
    special = _mm256_or_si256(special,
        _mm256_or_si256(
            _mm256_or_si256(_mm256_cmpeq_epi8(a, quote), _mm256_cmpeq_epi8(b, quote)),
            _mm256_cmpeq_epi8(_mm256_min_epu8(a, b), zero)));
  }
  fk_seen rest = fk_scan_count_plain(text + k, length - k);
  seen.lines += rest.lines;
  seen.special = rest.special || !_mm256_testz_si256(special, special);
  return seen;
}

AVX2 static size_t ends_avx2(const char *text, size_t length, uint32_t *ends)
{
  const __m256i comma = _mm256_set1_epi8(','), feed = _mm256_set1_epi8('\n');
  size_t count = 0, k = 0;
  for (; k + 64 <= length; k += 64) {
    __m256i a = _mm256_loadu_si256((const __m256i_u *)(text + k));
    __m256i b = _mm256_loadu_si256((const __m256i_u *)(text + k + 32));
    uint64_t bits = bits_of(
        _mm256_or_si256(_mm256_cmpeq_epi8(a, comma), _mm256_cmpeq_epi8(a, feed)),
        _mm256_or_si256(_mm256_cmpeq_epi8(b, comma), _mm256_cmpeq_epi8(b, feed)));
    size_t found = (size_t)_mm_popcnt_u64(bits);
    for (size_t done = 0; done < found; done += 8)
      for (size_t j = 0; j < 8; j++) {
        ends[count + done + j] = (uint32_t)k + (uint32_t)_tzcnt_u64(bits);
        bits = _blsr_u64(bits);
      }
    count += found;
  }
  size_t more = fk_scan_ends_plain(text + k, length - k, ends + count);
  for (size_t j = 0; j < more; j++) ends[count + j] += (uint32_t)k;
  return count + more;
}

static bool has_avx2(void)
{
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
      __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

fk_seen fk_scan_count(const char *text, size_t length)
{
  return has_avx2() ? count_avx2(text, length) : fk_scan_count_plain(text, length);
}

size_t fk_scan_ends(const char *text, size_t length, uint32_t *ends)
{
  return has_avx2() ? ends_avx2(text, length, ends)
                    : fk_scan_ends_plain(text, length, ends);
}

#else

fk_seen fk_scan_count(const char *text, size_t length)
{
  return fk_scan_count_plain(text, length);
}

size_t fk_scan_ends(const char *text, size_t length, uint32_t *ends)
{
  return fk_scan_ends_plain(text, length, ends);
}

#endif
