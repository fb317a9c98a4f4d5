/** @file
 * The ground that every room stands on: status codes, the context, dates.
 *
 * A context carries what would otherwise be global: the allocator, the last
 * error, where messages and progress go, and the wish to stop. Each thread of
 * the caller uses a context of its own.
 */
#ifndef FALAK_BASE_H
#define FALAK_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define FALAK_BEGIN_DECLS extern "C" {
#define FALAK_END_DECLS }
#else
#define FALAK_BEGIN_DECLS
#define FALAK_END_DECLS
#endif

#define FALAK_API __attribute__((visibility("default")))
#define FALAK_PRINTF(text, args) __attribute__((format(printf, text, args)))

FALAK_BEGIN_DECLS

/** What a call came to. 0 is success, errors are negative. */
typedef enum falak_status {
  FALAK_OK = 0,
  FALAK_E_NO_MEMORY = -1,   /**< an allocation failed */
  FALAK_E_DOMAIN = -2,      /**< an argument outside what the function is for */
  FALAK_E_INPUT = -3,       /**< a file says something that cannot be used */
  FALAK_E_USAGE = -4,       /**< the request itself makes no sense */
  FALAK_E_IO = -5,          /**< the system refused to read or write */
  FALAK_E_NOT_FOUND = -6,   /**< no such thing in the case or the store */
  FALAK_E_NO_SOLUTION = -7, /**< the problem has no answer */
  FALAK_E_NO_CONVERGE = -8, /**< the answer was not reached to the tolerance */
  FALAK_E_CANCELLED = -9,   /**< the caller asked to stop */
  FALAK_E_INTERNAL = -10    /**< a library underneath failed in a way not foreseen */
} falak_status;

/** Index of an actor, a layer, a row...; FALAK_NO_ID stands for none. */
typedef int32_t falak_id;
#define FALAK_NO_ID ((falak_id)-1)

/** A short name for a status: "no memory", "bad input"... Never NULL. */
FALAK_API const char *falak_status_name(falak_status status);

/** Version of the library, "0.1.0". */
FALAK_API const char *falak_version(void);

/* --- context -------------------------------------------------------------- */

typedef struct falak_ctx falak_ctx;

/**
 * Where memory comes from. `resize` works like realloc: NULL and a size give a
 * new block, a block and 0 free it (and give NULL), NULL on failure keeps the
 * old block. It is called from several threads at once, so it must be safe for that.
 */
typedef struct falak_allocator {
  void *(*resize)(void *user, void *block, size_t size);
  void *user;
} falak_allocator;

typedef enum falak_log_level {
  FALAK_LOG_DEBUG,
  FALAK_LOG_INFO,
  FALAK_LOG_WARNING
} falak_log_level;

typedef void falak_log_fn(void *user, falak_log_level level, const char *message);

/** `done` of `total` steps of `what`; total 0 when unknown. Called from one thread. */
typedef void falak_progress_fn(
    void *user, const char *what, uint64_t done, uint64_t total);

/** True when the caller wants the work to stop. Called from any thread. */
typedef bool falak_cancel_fn(void *user);

enum { FALAK_ERROR_FRAMES = 8 };

/** The last error of a context: what was seen, and the frames it passed through. */
typedef struct falak_error {
  falak_status status;
  const char *message; /**< "" when there is none */
  const char *file;    /**< source file that noticed, for developers */
  int line;
  size_t frames;                         /**< entries of `frame` in use */
  const char *frame[FALAK_ERROR_FRAMES]; /**< innermost first */
} falak_error;

/**
 * Make a context. `allocator` NULL means the C library's; it is copied.
 * @retval FALAK_E_NO_MEMORY `*ctx` is then NULL
 */
FALAK_API falak_status falak_ctx_create(
    const falak_allocator *allocator, falak_ctx **ctx);
/** Frees a context; everything made with it must be gone. NULL is accepted. */
FALAK_API void falak_ctx_destroy(falak_ctx *ctx);

FALAK_API void falak_ctx_set_log(falak_ctx *ctx, falak_log_fn *log, void *user);
FALAK_API void falak_ctx_set_progress(
    falak_ctx *ctx, falak_progress_fn *progress, void *user);
FALAK_API void falak_ctx_set_cancel(
    falak_ctx *ctx, falak_cancel_fn *cancel, void *user);
/** Threads that parallel work may use; 0 means one a processor, the default is 1. */
FALAK_API void falak_ctx_set_threads(falak_ctx *ctx, unsigned threads);
FALAK_API unsigned falak_ctx_threads(const falak_ctx *ctx);

/** The last error, lent until the next failing call with this context. Never NULL. */
FALAK_API const falak_error *falak_ctx_error(const falak_ctx *ctx);
FALAK_API void falak_ctx_clear_error(falak_ctx *ctx);

/* --- dates ---------------------------------------------------------------- */

/**
 * A date as far as it is known: an interval of whole days, both ends included,
 * counted from 1970-01-01 in the proleptic Gregorian calendar. 2014 is
 * [2014-01-01, 2014-12-31]; an exact day has equal ends.
 */
typedef struct falak_date {
  int32_t first;
  int32_t last;
} falak_date;

#define FALAK_DAY_MIN INT32_MIN /**< open towards the past */
#define FALAK_DAY_MAX INT32_MAX /**< open towards the future */
/** No date given: constant, or open. */
#define FALAK_DATE_NONE ((falak_date){FALAK_DAY_MAX, FALAK_DAY_MIN})

FALAK_API bool falak_date_is_none(falak_date date);
/** Year, month (1-12) and day (1-31) as a day number; the caller gives a real date. */
FALAK_API int32_t falak_day(int year, int month, int day);
FALAK_API void falak_day_split(int32_t day, int *year, int *month, int *dom);
FALAK_API int falak_day_year(int32_t day);

/**
 * Read a date: `2022-02-24`, `2022-02`, `2022`, `2022-Q1`, `2022-02-24..2022-05`
 * or with `/`, an end left empty being open, `~2005`, `2005~` and `2005?`
 * (approximate: widened by its own length on each side), `>2005` and `<2005`.
 * Empty text is FALAK_DATE_NONE.
 *
 * @retval FALAK_E_INPUT not a date; the message says why and how to write it
 */
FALAK_API falak_status falak_date_parse(
    falak_ctx *ctx, const char *text, size_t length, falak_date *date);

enum { FALAK_DATE_TEXT = 32 };
/** The shortest text that reads back as the same interval. Returns `text`. */
FALAK_API const char *falak_date_format(falak_date date, char text[FALAK_DATE_TEXT]);

FALAK_END_DECLS
#endif
