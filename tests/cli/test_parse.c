#include "cli/cli.h"
#include "support/falak_test.h"

/* A name must mean the same kind everywhere: the first walk over the line does not
 * know the command yet. */
static void test_table__option_of_one_name_is_of_one_kind(void **state)
{
  (void)state;
  for (size_t a = 0; a < cli_option_count; a++)
    for (size_t b = 0; b < a; b++)
      if (strcmp(cli_options[a].name, cli_options[b].name) == 0)
        assert_int_equal(
            cli_options[a].kind == CLI_FLAG, cli_options[b].kind == CLI_FLAG);
}

static void test_table__every_entry_can_be_explained(void **state)
{
  (void)state;
  for (size_t k = 0; k < cli_command_count; k++) {
    const cli_command *c = &cli_commands[k];
    assert_true(c->summary && c->text && c->example && c->operand && c->run);
    assert_ptr_equal(strstr(c->example, "falak "), c->example);
    assert_true(c->least <= c->most);
    assert_ptr_equal(cli_find_command(c->name), c);
  }
  for (size_t k = 0; k < cli_option_count; k++) {
    const cli_option *o = &cli_options[k];
    assert_true(o->kind == CLI_FLAG || o->value);
    assert_true(!o->command || !*o->command || cli_find_command(o->command));
  }
}

static falak_status parse(falak_ctx *ctx, cli_call *call, size_t count, ...)
{
  static const char *words[16];
  va_list args;
  va_start(args, count);
  for (size_t k = 0; k < count; k++) words[k] = va_arg(args, const char *);
  va_end(args);
  *call = (cli_call){.ctx = ctx};
  return cli_parse(call, count, words);
}

static void test_parse__fallbacks_hold_where_nothing_is_given(void **state)
{
  falak_ctx *ctx = *state;
  cli_call call;
  assert_ok(ctx, parse(ctx, &call, 1, "check"));
  assert_string_equal(call.command->name, "check");
  assert_null(call.case_name);
  assert_int_equal(call.format, FK_TABLE_PLAIN);
  assert_int_equal(cli_count(&call, "seed"), 1);
  assert_int_equal(cli_count(&call, "threads"), 0);
  assert_null(cli_text(&call, "out"));
  assert_false(call.quiet);
}

static void test_parse__options_stand_anywhere_and_the_last_counts(void **state)
{
  falak_ctx *ctx = *state;
  cli_call call;
  assert_ok(ctx,
      parse(ctx, &call, 8, "--format", "csv", "check", "-q", "here", "--seed=7", "-o",
          "out"));
  assert_string_equal(call.case_name, "here");
  assert_int_equal(call.format, FK_TABLE_CSV);
  assert_int_equal(cli_count(&call, "seed"), 7);
  assert_string_equal(cli_text(&call, "out"), "out");
  assert_true(call.quiet);

  assert_ok(ctx, parse(ctx, &call, 4, "check", "--seed", "1", "--seed=2"));
  assert_int_equal(cli_count(&call, "seed"), 2);
}

static void test_parse__two_dashes_end_the_options(void **state)
{
  falak_ctx *ctx = *state;
  cli_call call;
  assert_ok(ctx, parse(ctx, &call, 3, "check", "--", "--quiet"));
  assert_string_equal(call.case_name, "--quiet");
  assert_false(call.quiet);
}

static void test_parse__what_makes_no_sense_is_named(void **state)
{
  falak_ctx *ctx = *state;
  cli_call call;
  assert_fails(
      ctx, FALAK_E_USAGE, "did you mean 'check'", parse(ctx, &call, 1, "chekc"));
  assert_fails(ctx, FALAK_E_USAGE, "did you mean '--threads'",
      parse(ctx, &call, 2, "check", "--thread=1"));
  assert_fails(
      ctx, FALAK_E_USAGE, "needs a value", parse(ctx, &call, 2, "check", "-o"));
  assert_fails(ctx, FALAK_E_USAGE, "table|csv|json",
      parse(ctx, &call, 2, "check", "--format=xls"));
  assert_fails(
      ctx, FALAK_E_USAGE, "one word too many", parse(ctx, &call, 3, "check", "a", "b"));
}

static void test_parse__help_leaves_the_rest_unread(void **state)
{
  falak_ctx *ctx = *state;
  cli_call call;
  assert_ok(ctx, parse(ctx, &call, 4, "check", "--nonsense", "-h", "a"));
  assert_true(cli_flag(&call, "help"));
}

static void test_parse__word_of_a_caseless_command_is_no_case(void **state)
{
  falak_ctx *ctx = *state;
  cli_call call;
  assert_ok(ctx, parse(ctx, &call, 2, "help", "check"));
  assert_null(call.case_name);
  assert_int_equal(call.operand_count, 1);
  assert_string_equal(call.operands[0], "check");
}

static void test_years__narrow_what_the_case_has(void **state)
{
  falak_ctx *ctx = *state;
  static const cli_option option = {"x", 0, "years", CLI_YEARS, "A..B", NULL, "years"};
  cli_call call = {.ctx = ctx, .value_count = 1};
  int first = 2005, last = 2022;
  call.values[0] = (cli_value){.option = &option, .first_year = 2010};
  assert_ok(ctx, cli_years(&call, "years", &first, &last));
  assert_int_equal(first, 2010), assert_int_equal(last, 2022);

  call.values[0] = (cli_value){.option = &option, .last_year = 2011, .text = "..2011"};
  assert_ok(ctx, cli_years(&call, "years", &first, &last));
  assert_int_equal(first, 2010), assert_int_equal(last, 2011);

  call.values[0].first_year = 2030, call.values[0].last_year = 0;
  assert_fails(ctx, FALAK_E_USAGE, "the case has 2010 to 2011",
      cli_years(&call, "years", &first, &last));
}

static falak_status parse_and_explain(falak_ctx *ctx)
{
  cli_call call;
  fk_text out = fk_text_begin(ctx);
  falak_status st = parse(ctx, &call, 2, "check", "tests");
  cli_help_command(cli_find_command("check"), &out);
  cli_write_man(&out);
  if (!st) st = fk_text_status(&out);
  fk_text_end(&out);
  return st;
}

static void test_parse__a_repeated_option_keeps_all_its_texts(void **state)
{
  falak_ctx *ctx = *state;
  cli_call call;
  const char *texts[CLI_TEXTS_MAX];
  assert_ok(ctx,
      parse(ctx, &call, 7, "trade", "solve", "--shock", "a", "--shock=b", "--shock",
          "a"));
  assert_int_equal(cli_texts(&call, "shock", texts), 3);
  assert_string_equal(texts[0], "a");
  assert_string_equal(texts[1], "b");
  assert_string_equal(texts[2], "a");
  assert_ok(ctx, parse(ctx, &call, 2, "trade", "solve"));
  assert_int_equal(cli_texts(&call, "shock", texts), 0);
  assert_fails(ctx, FALAK_E_USAGE, "--shock needs a value",
      parse(ctx, &call, 3, "trade", "solve", "--shock"));
}

static void test_parse__survives_every_failed_allocation(void **state)
{
  falak_ctx *ctx = *state;
  EACH_ALLOCATION_FAILS(ctx, parse_and_explain(ctx));
}

FALAK_TEST_MAIN(TEST(test_table__option_of_one_name_is_of_one_kind),
    TEST(test_table__every_entry_can_be_explained),
    TEST(test_parse__fallbacks_hold_where_nothing_is_given),
    TEST(test_parse__options_stand_anywhere_and_the_last_counts),
    TEST(test_parse__two_dashes_end_the_options),
    TEST(test_parse__what_makes_no_sense_is_named),
    TEST(test_parse__help_leaves_the_rest_unread),
    TEST(test_parse__word_of_a_caseless_command_is_no_case),
    TEST(test_years__narrow_what_the_case_has),
    TEST(test_parse__a_repeated_option_keeps_all_its_texts),
    TEST(test_parse__survives_every_failed_allocation))
