/* The list of measures. */
#include <falak/measure.h>

#include "support/falak_test.h"

static void test_info__every_entry_is_complete_and_found_by_name(void **state)
{
  (void)state;
  assert_true(falak_measure_count() > 40);
  for (size_t k = 0; k < falak_measure_count(); k++) {
    const falak_measure_info *m = falak_measure_get(k);
    assert_true(m->name && m->key && m->title && m->needs && m->formula && m->range &&
        m->edge && m->function && m->source);
    assert_true(m->key[0] == 'M' && strncmp(m->function, "falak_", 6) == 0);
    assert_ptr_equal(falak_measure_find(m->name), m); /* so no name is there twice */
  }
  assert_null(falak_measure_get(falak_measure_count()));
}

static void test_info__every_measure_of_the_list_is_there(void **state)
{
  (void)state;
  for (int number = 1; number <= 23; number++) {
    char key[16];
    bool found = false;
    if (number == 13 || number == 18) continue; /* ideal points and bargaining: later */
    snprintf(key, sizeof key, "M%d", number);
    for (size_t k = 0; k < falak_measure_count(); k++)
      found = found || strcmp(falak_measure_get(k)->key, key) == 0;
    assert_true(found);
  }
}

static void test_info__misspelt_names(void **state)
{
  (void)state;
  assert_null(falak_measure_find("trade_shar"));
  assert_string_equal(falak_measure_nearest("trade_shar"), "trade_share");
  assert_string_equal(falak_measure_nearest("kapa"), "kappa");
  assert_null(falak_measure_nearest("xyzzy-nothing-like-it"));
}

FALAK_TEST_MAIN(TEST(test_info__every_entry_is_complete_and_found_by_name),
    TEST(test_info__every_measure_of_the_list_is_there),
    TEST(test_info__misspelt_names))
