#include "cli/progress.h"
#include "support/falak_test.h"

static double clock_now;

static double fake_clock(void)
{
  return clock_now;
}

/* What a series of steps writes; the caller frees. `step` 0 only clears. */
static char *drawn(double step, int steps, uint64_t total, double slow_down)
{
  char *text = NULL;
  size_t length;
  cli_progress progress = cli_progress_begin(open_memstream(&text, &length));
  progress.now = fake_clock;
  clock_now = 100;
  for (int k = 0; k <= steps; k++, clock_now += step)
    cli_progress_step(&progress, "reading", (uint64_t)k, total);
  clock_now += slow_down;
  cli_progress_clear(&progress);
  fclose(progress.to);
  return text;
}

static size_t lines(const char *text)
{
  size_t count = 0;
  for (; *text; text++) count += *text == '\r';
  return count;
}

static void test_progress__work_under_a_second_shows_nothing(void **state)
{
  (void)state;
  char *text = drawn(0.001, 900, 900, 0);
  assert_string_equal(text, "");
  free(text);
}

static void test_progress__is_drawn_at_most_ten_times_a_second(void **state)
{
  (void)state;
  char *text = drawn(0.001, 3000, 3000, 0); /* 3 s, drawn from the 2nd on */
  assert_in_range(lines(text), 15, 22);
  free(text);
}

static void test_progress__says_share_and_time_left_and_goes_away(void **state)
{
  (void)state;
  char *text = drawn(1, 2, 8, 0); /* 2 of 8 after 2 s: 6 s left */
  assert_non_null(strstr(text, "reading [######"));
  assert_non_null(strstr(text, " 25 %  7 s left"));
  assert_string_equal(text + strlen(text) - 4, "\r\033[K");
  free(text);
}

static void test_progress__of_unknown_length_counts(void **state)
{
  (void)state;
  char *text = drawn(1, 3, 0, 0);
  assert_non_null(strstr(text, "reading 3"));
  free(text);
}

static void test_progress__without_a_place_is_silent(void **state)
{
  (void)state;
  cli_progress progress = {.to = NULL};
  cli_progress_step(&progress, "reading", 1, 2);
  cli_progress_clear(&progress);
}

FALAK_TEST_MAIN(TEST(test_progress__work_under_a_second_shows_nothing),
    TEST(test_progress__is_drawn_at_most_ten_times_a_second),
    TEST(test_progress__says_share_and_time_left_and_goes_away),
    TEST(test_progress__of_unknown_length_counts),
    TEST(test_progress__without_a_place_is_silent))
