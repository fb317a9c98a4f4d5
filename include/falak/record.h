/** @file
 * The record: what is known of a system of states, by whom, and how surely.
 *
 * A case is a folder of plain files (docs/case-format.md). Opening it reads and
 * checks every file once; the open case does not change. Rows keep their file and
 * line, their evidence, and their rivals: several reporters for one cell stand side
 * by side, one of them picked by the case's `prefer`.
 *
 * Missing is not zero: a cell is a value, missing, or outside what its variable or
 * layer covers, and every query says which.
 */
#ifndef FALAK_RECORD_H
#define FALAK_RECORD_H

#include <falak/base.h>

FALAK_BEGIN_DECLS

typedef struct falak_case falak_case;

/* --- problems ------------------------------------------------------------- */

typedef enum falak_severity { FALAK_WARNING, FALAK_ERROR } falak_severity;

/** One thing wrong with a case: where, what, and how to mend it. */
typedef struct falak_problem {
  falak_severity severity;
  const char *file; /**< as opened: folder and name */
  uint32_t line;    /**< 1 for the first; 0 when the whole file is meant */
  const char *what;
  const char *mend;
} falak_problem;

/** A list of problems; sorted by file and line, none twice. */
typedef struct falak_problems falak_problems;

FALAK_API falak_status falak_problems_create(falak_ctx *ctx, falak_problems **out);
FALAK_API void falak_problems_destroy(falak_problems *problems);
/** Adds one, its text copied. */
FALAK_API falak_status falak_problems_add(falak_problems *problems,
    falak_severity severity, const char *file, uint32_t line, const char *what,
    const char *mend);
/** Orders by file, line, severity and text, and drops repeats. */
FALAK_API void falak_problems_sort(falak_problems *problems);
FALAK_API size_t falak_problems_count(const falak_problems *problems);
FALAK_API size_t falak_problems_errors(const falak_problems *problems);
/** Lent until the list changes or goes. */
FALAK_API falak_problem falak_problems_get(const falak_problems *problems, size_t k);

/* --- opening -------------------------------------------------------------- */

/**
 * Read a case folder.
 *
 * @param[in]  ctx       memory and error record; must outlive the case
 * @param[in]  folder    holds case.yaml
 * @param[out] problems  all that was found, errors and warnings; NULL when not wanted.
 *                       Given back whenever the status is OK or E_INPUT.
 * @param[out] out       the case, or NULL on failure
 *
 * @retval FALAK_E_INPUT     there are errors; the message is the first of them
 * @retval FALAK_E_IO        the folder or case.yaml cannot be read
 * @retval FALAK_E_NO_MEMORY
 * @par Cost  linear in the size of the files; about 60 bytes a row of dyads or ties
 */
FALAK_API falak_status falak_case_open(
    falak_ctx *ctx, const char *folder, falak_problems **problems, falak_case **out);
/**
 * As falak_case_open(), for a checker that wants to see all at once: with errors the
 * status is FALAK_E_INPUT all the same, but the case comes too, made of the rows that
 * could be used, unless its years or actors are not known. Do not compute with it.
 */
FALAK_API falak_status falak_case_open_partial(
    falak_ctx *ctx, const char *folder, falak_problems **problems, falak_case **out);
FALAK_API void falak_case_close(falak_case *c);

/** Fingerprint of all files read (128-bit XXH3, 32 hexadecimal digits). */
FALAK_API const char *falak_case_hash(const falak_case *c);
FALAK_API const char *falak_case_folder(const falak_case *c);
/** `title:` and `subtitle:`; "" when not given. */
FALAK_API const char *falak_case_title(const falak_case *c);
FALAK_API const char *falak_case_subtitle(const falak_case *c);
/** First and last year of `years:`. */
FALAK_API void falak_case_years(const falak_case *c, int *first, int *last);
FALAK_API int falak_case_horizon(const falak_case *c);
/** `focus:`, FALAK_NO_ID when the case has none. */
FALAK_API falak_id falak_case_focus(const falak_case *c);
/** `patrons:`, lent; count through `count`. */
FALAK_API const falak_id *falak_case_patrons(const falak_case *c, size_t *count);
/** `waves:`, years in ascending order, lent. */
FALAK_API const int *falak_case_waves(const falak_case *c, size_t *count);
/** The day of `year` at which spells are sampled (`wave_day:`). */
FALAK_API int32_t falak_case_wave_day(const falak_case *c, int year);

/* --- actors --------------------------------------------------------------- */

typedef struct falak_actor {
  const char *id, *name, *kind;
  double lat, lon; /**< degrees; NaN when not given */
} falak_actor;

FALAK_API size_t falak_actor_count(const falak_case *c);
FALAK_API falak_actor falak_actor_get(const falak_case *c, falak_id actor);
/** By id (exact), then by name without regard to case; FALAK_NO_ID when unknown. */
FALAK_API falak_id falak_actor_find(const falak_case *c, const char *id_or_name);
/** The id nearest to a misspelt one, NULL when none is near. */
FALAK_API const char *falak_actor_nearest(const falak_case *c, const char *text);

/* --- evidence ------------------------------------------------------------- */

typedef enum falak_life {
  FALAK_LIFE_NONE, /**< not stated */
  FALAK_LIFE_ANNOUNCED,
  FALAK_LIFE_SIGNED,
  FALAK_LIFE_IN_FORCE,
  FALAK_LIFE_DELIVERED,
  FALAK_LIFE_LAPSED
} falak_life;

typedef enum falak_grade {
  FALAK_GRADE_NONE,
  FALAK_GRADE_FACT,
  FALAK_GRADE_ATTRIBUTED,
  FALAK_GRADE_HEARSAY,
  FALAK_GRADE_INFERENCE,
  FALAK_GRADE_CONDITIONAL,
  FALAK_GRADE_FORECAST
} falak_grade;

FALAK_API const char *falak_life_name(falak_life life);    /**< "" for none */
FALAK_API const char *falak_grade_name(falak_grade grade); /**< "" for none */

/** What a row says of itself. Texts are lent and "" when not given. */
typedef struct falak_evidence {
  double low, high; /**< bounds of the doubt; NaN where none was given */
  const char *source, *reporter, *valuation, *quote, *language, *correction, *note;
  const char *extra; /**< further columns as "name: value; name: value" */
  falak_date vintage;
  falak_life status;
  falak_grade grade;
  const char *file;
  uint32_t line;
} falak_evidence;

/* --- cells: attributes, dyads, trade -------------------------------------- */

typedef enum falak_variable_kind {
  FALAK_MONADIC, /**< attributes.csv */
  FALAK_DYADIC   /**< dyads.csv, trade.csv */
} falak_variable_kind;

typedef struct falak_variable {
  const char *name, *title, *unit;
  falak_variable_kind kind;
  bool directed;      /**< dyadic: (i,j) differs from (j,i) */
  falak_date covered; /**< FALAK_DATE_NONE: all years */
} falak_variable;

FALAK_API size_t falak_variable_count(const falak_case *c);
FALAK_API falak_variable falak_variable_get(const falak_case *c, falak_id variable);
/** FALAK_NO_ID when unknown. trade.csv is the dyadic variable "trade". */
FALAK_API falak_id falak_variable_find(const falak_case *c, const char *name);
FALAK_API const char *falak_variable_nearest(const falak_case *c, const char *name);

/** One row of attributes.csv, dyads.csv or trade.csv. Rows are sorted by variable,
 * from, to and time, so the series of a pair stands together. */
typedef struct falak_cell_row {
  falak_id variable, from, to; /**< `to` is FALAK_NO_ID for attributes */
  falak_date time;             /**< FALAK_DATE_NONE: constant */
  double value;                /**< NaN when the row leaves it empty */
  bool used; /**< picked for its cell; false for rivals and older vintages */
} falak_cell_row;

FALAK_API size_t falak_cell_rows(const falak_case *c);
FALAK_API falak_cell_row falak_cell_row_get(const falak_case *c, size_t row);
FALAK_API falak_evidence falak_cell_evidence(const falak_case *c, size_t row);

typedef enum falak_cell_state {
  FALAK_CELL_VALUE,
  FALAK_CELL_MISSING,    /**< covered, but not known */
  FALAK_CELL_NOT_COVERED /**< outside the years the variable or layer covers */
} falak_cell_state;

/** What the record knows of one cell. */
typedef struct falak_cell {
  falak_cell_state state;
  double value; /**< NaN unless state is VALUE */
  double low,
      high;      /**< least and greatest of bounds and rivals; NaN: no doubt stated */
  size_t row;    /**< the picked row; SIZE_MAX for none */
  size_t rivals; /**< other reporters' rows for the same cell */
} falak_cell;

/**
 * The cell of a variable on a day. Of the rows whose time contains the day the one
 * with the shortest time counts; a row without time (constant) comes last. For an
 * undirected variable the order of the pair does not matter.
 * `to` is FALAK_NO_ID for an attribute.
 */
FALAK_API falak_cell falak_cell_at(
    const falak_case *c, falak_id variable, falak_id from, falak_id to, int32_t day);
/** The same for a year: the row of the whole year if there is one, else the latest
 * within it, else the constant. */
FALAK_API falak_cell falak_cell_in_year(
    const falak_case *c, falak_id variable, falak_id from, falak_id to, int year);

/**
 * All values of a year at once. value: n for an attribute, n x n row-major for a
 * dyadic variable (value[from*n + to]), n = falak_actor_count(); NaN where not known.
 * `state` (same shape) may be NULL.
 */
FALAK_API falak_status falak_cells_of_year(falak_ctx *ctx, const falak_case *c,
    falak_id variable, int year, double *value, uint8_t *state);

/* --- layers of ties ------------------------------------------------------- */

typedef struct falak_layer {
  const char *name, *title, *unit, *rule;
  bool two_mode, directed, is_signed, listed_only, valued, allow_self;
  double least, greatest; /**< values allowed; 0 and 1 unless said */
  falak_date covered;     /**< FALAK_DATE_NONE: never covered, nothing is known */
  falak_life counts_from; /**< FALAK_LIFE_NONE: any status but lapsed */
  size_t rows, columns;   /**< actors by actors, or actors by members */
} falak_layer;

FALAK_API size_t falak_layer_count(const falak_case *c);
FALAK_API falak_layer falak_layer_get(const falak_case *c, falak_id layer);
FALAK_API falak_id falak_layer_find(const falak_case *c, const char *name);
FALAK_API const char *falak_layer_nearest(const falak_case *c, const char *name);
/** Id and name of a column: an actor, or a member of the second mode. */
FALAK_API const char *falak_layer_column_id(
    const falak_case *c, falak_id layer, falak_id column);
FALAK_API const char *falak_layer_column_name(
    const falak_case *c, falak_id layer, falak_id column);
FALAK_API falak_id falak_layer_column_find(
    const falak_case *c, falak_id layer, const char *id);

/** One row of ties/LAYER.csv. */
typedef struct falak_tie_row {
  falak_id layer, from, to; /**< `to` is a column of the layer */
  falak_date start, end;    /**< spells; FALAK_DATE_NONE: open */
  int wave;                 /**< panels: the year; 0 for a spell */
  const char *kind;         /**< treaty, base, exercise...; "" when not said */
  double value;             /**< NaN: missing */
  int structural;           /**< -1 no; 0 or 1: fixed at that value (10, 11) */
  bool counts; /**< its status reaches `counts_from`, and no rival is preferred */
} falak_tie_row;

FALAK_API size_t falak_tie_rows(const falak_case *c);
FALAK_API falak_tie_row falak_tie_row_get(const falak_case *c, size_t row);
FALAK_API falak_evidence falak_tie_evidence(const falak_case *c, size_t row);

typedef struct falak_tie {
  falak_cell_state state;
  double value;   /**< 0 when covered and not listed; NaN unless state is VALUE */
  bool certain;   /**< false on days between the first and last possible start or end */
  int structural; /**< -1 no; 0 or 1 */
  size_t row;     /**< a row that says so; SIZE_MAX for none */
} falak_tie;

/**
 * The tie of a pair on a day. In a layer of panels the wave that holds on a day is the
 * last one at or before it. A spell counts from the first possible day of its start
 * through the last possible day of its end, an open one to the end of `covered`.
 * Of several spells the greatest value counts, in a signed layer the latest begun.
 */
FALAK_API falak_tie falak_tie_at(
    const falak_case *c, falak_id layer, falak_id from, falak_id to, int32_t day);

/** The whole layer on a day: value[from*columns + to], NaN where not known. `state`
 * (falak_cell_state) and `certain` may be NULL. */
FALAK_API falak_status falak_layer_on_day(falak_ctx *ctx, const falak_case *c,
    falak_id layer, int32_t day, double *value, uint8_t *state, uint8_t *certain);

/** Codes of falak_layer_wave(), as users of actor-oriented models expect them. */
enum { FALAK_WAVE_MISSING = -128, FALAK_WAVE_FIXED_0 = 10, FALAK_WAVE_FIXED_1 = 11 };

/**
 * Wave `wave` (index into falak_case_waves()) of a layer of whole values: 0, 1,
 * other whole values of a valued or signed layer, 10 and 11 for structural zero and
 * one, FALAK_WAVE_MISSING where not known or not covered. Spells are sampled on the
 * wave day. code: rows x columns.
 * @retval FALAK_E_DOMAIN a value of the layer is not whole or beyond +-100
 */
FALAK_API falak_status falak_layer_wave(
    falak_ctx *ctx, const falak_case *c, falak_id layer, size_t wave, int8_t *code);

/* --- other tables --------------------------------------------------------- */

/** A file of the case as checked text: facts, sources, targets, breaks, actors,
 * routes/nodes, routes/links, routes/corridors, routes/pipelines. */
typedef struct falak_table falak_table;

/** NULL when the case has no such file. Names as above. */
FALAK_API const falak_table *falak_case_table(const falak_case *c, const char *name);
FALAK_API size_t falak_table_rows(const falak_table *table);
FALAK_API size_t falak_table_columns(const falak_table *table);
FALAK_API const char *falak_table_column_name(const falak_table *table, size_t column);
/** FALAK_NO_ID when the table has no such column. */
FALAK_API falak_id falak_table_column(const falak_table *table, const char *name);
/** The text of a cell; "" when empty or when `column` is FALAK_NO_ID. */
FALAK_API const char *falak_table_text(
    const falak_table *table, size_t row, falak_id column);
/** The text by column name. */
FALAK_API const char *falak_table_get(
    const falak_table *table, size_t row, const char *column);
FALAK_API const char *falak_table_file(const falak_table *table);
FALAK_API uint32_t falak_table_line(const falak_table *table, size_t row);

/* --- writing -------------------------------------------------------------- */

/** Changes to be made while a case is written; the open case stays as it is. */
typedef struct falak_edits falak_edits;

FALAK_API falak_status falak_edits_create(falak_ctx *ctx, falak_edits **out);
FALAK_API void falak_edits_destroy(falak_edits *edits);
/** `file` is relative to the case, `line` the line its row begins at. */
FALAK_API falak_status falak_edits_set(falak_edits *edits, const char *file,
    uint32_t line, const char *column, const char *text);
FALAK_API falak_status falak_edits_remove(
    falak_edits *edits, const char *file, uint32_t line);
/** A new row at the end: `count` pairs of column and text. */
FALAK_API falak_status falak_edits_append(falak_edits *edits, const char *file,
    size_t count, const char *const *columns, const char *const *texts);

/**
 * Write the case to a folder (which may be its own). Files and rows without an edit
 * are copied byte for byte; the folder appears whole or not at all.
 * @retval FALAK_E_INPUT      an edit names a file, line or column that is not there
 * @retval FALAK_E_IO
 */
FALAK_API falak_status falak_case_write(
    falak_ctx *ctx, const falak_case *c, const falak_edits *edits, const char *folder);

/* --- importing ------------------------------------------------------------ */

/**
 * Make a case of data files for actor-oriented models, as users of RSiena have them:
 * networks as adjacency matrices (a file a wave, cells 0, 1, 10, 11, NA) or lists of
 * ties (ego, alter, value, wave), files of actors with a column a wave, matrices or
 * lists of dyadic covariates, times of presence. A mapping, the one file whose name
 * ends in .yaml, says which file is what (docs/ties.md); without it the files are the
 * waves of one network.
 *
 * @param[in]     files     `count` paths
 * @param[in]     folder    of the new case; must not be there, or be empty
 * @param[in,out] problems  what is wrong, with file and line
 *
 * @retval FALAK_E_INPUT  the mapping or a file cannot be used; see the problems
 * @retval FALAK_E_USAGE  the folder is there, or two mappings
 * @retval FALAK_E_IO
 */
FALAK_API falak_status falak_import_rsiena(falak_ctx *ctx, size_t count,
    const char *const *files, const char *folder, falak_problems *problems);

/** Published tables of trade that can be read; docs/import.md has their columns. */
typedef enum falak_trade_table {
  FALAK_TABLE_BACI,     /**< CEPII BACI: t, i, j, k, v, q */
  FALAK_TABLE_GRAVITY,  /**< CEPII Gravity: year, iso3_o, iso3_d, ... */
  FALAK_TABLE_ITPDE,    /**< USITC ITPD-E, releases 1 to 3 */
  FALAK_TABLE_COMTRADE, /**< UN Comtrade, as it was and as it is */
  FALAK_TABLE_IMF_DOTS  /**< IMF Direction of Trade Statistics, and IMTS after it */
} falak_trade_table;

/** What to take of a table. All zero and NULL: everything. Lists are parted by commas.
 */
typedef struct falak_import_trade_options {
  int first_year, last_year; /**< 0: open */
  const char *actors;        /**< "KAZ,RUS": only trade among these */
  const char *products;      /**< "27,8703": products whose code begins so; of ITPD-E
                                  industries */
  const char *sectors; /**< of ITPD-E: "agriculture,mining,manufacturing,services",
                            or "all"; NULL: goods, which is all but services */
  const char *flows;   /**< of Gravity: columns of flows; NULL: "tradeflow_baci" */
  const char *unit;    /**< of IMF_DOTS files that do not say their unit: "usd"
                            (NULL), "thousand", "million" */
  const char *vintage; /**< a date; NULL: from the names of the files */
} falak_import_trade_options;

/**
 * Make a case of a published table of trade: trade.csv in million current US dollars
 * with who says so, actors.csv, sources.csv and case.yaml; of Gravity also dyads.csv,
 * attributes.csv and a layer of agreements. Sums are exact, so the order of rows and
 * files changes nothing. Every row that is left out is told of in the problems: codes
 * that are no country with their rows and value, groups, flows below zero.
 *
 * @param[in]     files     `count` paths
 * @param[in]     options   NULL for everything
 * @param[in]     folder    of the new case; must not be there, or be empty
 * @param[in,out] problems  what is wrong, with file and line
 *
 * @retval FALAK_E_INPUT  a file is of another format, misses a column, has a bad number
 *                        or a flow twice, or no rows of these years; see the problems
 * @retval FALAK_E_USAGE  the folder is there, or an option names what is not known
 * @retval FALAK_E_CANCELLED
 * @retval FALAK_E_IO
 *
 * @par Cost  one pass; memory goes with pairs and years, not with rows
 */
FALAK_API falak_status falak_import_trade(falak_ctx *ctx, falak_trade_table table,
    size_t count, const char *const *files, const falak_import_trade_options *options,
    const char *folder, falak_problems *problems);

FALAK_END_DECLS
#endif
