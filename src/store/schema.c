/* The schema of results.sqlite; docs/results.md explains every table and column. */
#include "store/store.h"

/* Evidence, on every table of rows. */
#define EVIDENCE                                                                       \
  "used INTEGER NOT NULL, low REAL, high REAL, source TEXT, reporter TEXT,"            \
  " valuation TEXT, vintage TEXT, status TEXT, grade TEXT, quote TEXT, language TEXT," \
  " correction TEXT, note TEXT, extra TEXT, file TEXT NOT NULL, line INTEGER NOT NULL"
/* The same through a view: what is used is what is seen. */
#define SEEN                                                                           \
  "t.low, t.high, t.reporter, t.valuation, t.vintage, t.status, t.grade, t.source,"    \
  " t.quote, t.correction, t.note, t.file, t.line"
#define ACTOR "TEXT REFERENCES actor(id)"
#define VARIABLE "TEXT NOT NULL REFERENCES variable(name)"
#define LAYER "TEXT NOT NULL REFERENCES layer(name)"

const char *const fk_store_tables[] = {
    "CREATE TABLE run(key TEXT PRIMARY KEY, value TEXT) STRICT, WITHOUT ROWID",
    "CREATE TABLE source(key TEXT PRIMARY KEY, citation TEXT, url TEXT, licence TEXT,"
    " published TEXT) STRICT",
    "CREATE TABLE cited(source TEXT, key TEXT REFERENCES source(key),"
    " PRIMARY KEY(source, key)) STRICT, WITHOUT ROWID",
    "CREATE TABLE actor(id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT, lat REAL,"
    " lon REAL, extra TEXT) STRICT",
    "CREATE TABLE layer(name TEXT PRIMARY KEY, title TEXT, mode TEXT NOT NULL,"
    " directed INTEGER NOT NULL, signed INTEGER NOT NULL, listed_only INTEGER NOT NULL,"
    " covered_from TEXT, covered_to TEXT, counts_from TEXT, unit TEXT) STRICT",
    "CREATE TABLE member(layer " LAYER ", id TEXT NOT NULL, name TEXT,"
    " PRIMARY KEY(layer, id)) STRICT",
    "CREATE TABLE variable(name TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT,"
    " unit TEXT, covered_from TEXT, covered_to TEXT) STRICT",
    "CREATE TABLE domain(name TEXT PRIMARY KEY, title TEXT, weight REAL) STRICT",

    "CREATE TABLE attribute(actor " ACTOR ", variable " VARIABLE ","
    " time TEXT, first_day TEXT, last_day TEXT, year INTEGER, value REAL," EVIDENCE
    ") STRICT",
    "CREATE TABLE dyad(from_id " ACTOR ", to_id " ACTOR ", variable " VARIABLE ","
    " time TEXT, first_day TEXT, last_day TEXT, year INTEGER, value REAL," EVIDENCE
    ") STRICT",
    "CREATE TABLE trade(exporter " ACTOR ", importer " ACTOR ", year INTEGER,"
    " value REAL," EVIDENCE ") STRICT",
    "CREATE TABLE tie(layer " LAYER ", from_id " ACTOR ", to_id TEXT NOT NULL,"
    " kind TEXT, start TEXT, \"end\" TEXT, start_first TEXT, start_last TEXT,"
    " end_first TEXT, end_last TEXT, wave INTEGER, value REAL, structural INTEGER,"
    " counts INTEGER NOT NULL," EVIDENCE ") STRICT",
    "CREATE TABLE tie_year(layer " LAYER ", year INTEGER NOT NULL,"
    " from_id TEXT NOT NULL REFERENCES actor(id), to_id TEXT NOT NULL, value REAL,"
    " certain INTEGER NOT NULL, PRIMARY KEY(layer, year, from_id, to_id))"
    " STRICT, WITHOUT ROWID",
    "CREATE TABLE target(variable TEXT NOT NULL, from_id " ACTOR ", to_id " ACTOR ","
    " value REAL, announced TEXT, due TEXT, announced_first TEXT, announced_last TEXT,"
    " due_first TEXT, due_last TEXT," EVIDENCE ") STRICT",
    "CREATE TABLE series_break(variable TEXT NOT NULL, from_id " ACTOR ", to_id " ACTOR
    ", start TEXT, \"end\" TEXT, first_day TEXT, last_day TEXT," EVIDENCE ") STRICT",

    "CREATE TABLE route_node(id TEXT PRIMARY KEY, name TEXT, country TEXT, lat REAL,"
    " lon REAL, kind TEXT," EVIDENCE ") STRICT",
    "CREATE TABLE route_link(id TEXT, \"from\" TEXT NOT NULL REFERENCES route_node(id),"
    " \"to\" TEXT NOT NULL REFERENCES route_node(id), mode TEXT, length_km REAL,"
    " time_h REAL, cost_usd_teu REAL, capacity_teu REAL, capacity_mt REAL,"
    " capacity_bcm REAL, dwell_h REAL, \"open\" TEXT, direction TEXT, country TEXT,"
    " corridors TEXT, crosses_border TEXT," EVIDENCE ") STRICT",
    "CREATE TABLE corridor(id TEXT PRIMARY KEY, name TEXT," EVIDENCE ") STRICT",
    "CREATE TABLE pipeline(id TEXT, name TEXT, fluid TEXT, from_place TEXT,"
    " from_country TEXT, to_place TEXT, to_country TEXT, transit_countries TEXT,"
    " length_km REAL, capacity_mt REAL, capacity_bcm REAL, year_in_service "
    "TEXT," EVIDENCE ") STRICT",

    "CREATE TABLE measure(name TEXT NOT NULL, year INTEGER, layer TEXT, actor " ACTOR
    ","
    " partner TEXT, part TEXT NOT NULL, value REAL, coverage REAL, basis TEXT) STRICT",
    "CREATE TABLE tie_estimate(variable TEXT NOT NULL, role TEXT NOT NULL,"
    " effect TEXT NOT NULL, of TEXT, of2 TEXT, of3 TEXT, parameter REAL,"
    " from_year INTEGER, to_year INTEGER, estimate REAL, error REAL, ratio REAL,"
    " target REAL, fixed INTEGER NOT NULL, tested INTEGER NOT NULL) STRICT",
    "CREATE TABLE tie_fit(variable TEXT NOT NULL, count TEXT NOT NULL, of TEXT,"
    " from_year INTEGER, to_year INTEGER, label TEXT NOT NULL, observed REAL,"
    " mean REAL, sd REAL, q05 REAL, median REAL, q95 REAL, distance REAL, p REAL)"
    " STRICT",
    "CREATE TABLE trade_base(exporter " ACTOR ", importer " ACTOR ", value REAL,"
    " origin TEXT NOT NULL) STRICT",
    "CREATE TABLE trade_doubt(name TEXT NOT NULL, value REAL, low REAL, high REAL,"
    " rivals INTEGER NOT NULL) STRICT",
    "CREATE TABLE what_if(name TEXT PRIMARY KEY, title TEXT, file TEXT NOT NULL,"
    " year INTEGER NOT NULL, closure TEXT NOT NULL, supply REAL, theta REAL,"
    " theta_low REAL, theta_high REAL, draws INTEGER NOT NULL, failed INTEGER NOT NULL,"
    " iterations INTEGER NOT NULL, residual REAL, trouble TEXT) STRICT",
    "CREATE TABLE what_if_shock(what_if TEXT NOT NULL REFERENCES what_if(name),"
    " name TEXT, kind TEXT NOT NULL, sentence TEXT, pairs INTEGER NOT NULL,"
    " line INTEGER NOT NULL) STRICT",
    "CREATE TABLE what_if_outcome(what_if TEXT NOT NULL REFERENCES what_if(name),"
    " actor " ACTOR ", outcome TEXT NOT NULL, value REAL, mean REAL, sd REAL, q05 REAL,"
    " q50 REAL, q95 REAL) STRICT",
    "CREATE TABLE what_if_flow(what_if TEXT NOT NULL REFERENCES what_if(name),"
    " exporter " ACTOR ", importer " ACTOR ", base REAL, value REAL, cost REAL,"
    " mean REAL, sd REAL, q05 REAL, q50 REAL, q95 REAL) STRICT",
    "CREATE TABLE target_lever(from_id " ACTOR ", to_id " ACTOR ", amount REAL,"
    " announced INTEGER, due INTEGER, reporter TEXT, lever TEXT NOT NULL,"
    " reached INTEGER NOT NULL, base REAL, move REAL, move_theta_low REAL,"
    " move_theta_high REAL, amount_reached REAL, growth REAL, by_cost REAL,"
    " by_diversion REAL, by_demand REAL) STRICT",
    "CREATE TABLE fact(id TEXT PRIMARY KEY, date TEXT, domain TEXT, actors TEXT,"
    " grade TEXT, statement TEXT NOT NULL, check_sql TEXT, verdict TEXT NOT NULL,"
    " result ANY, shows TEXT, correction TEXT, correction_source TEXT, source TEXT,"
    " quote TEXT, language TEXT, note TEXT, first_day TEXT, last_day TEXT,"
    " shows_sql TEXT, file TEXT NOT NULL, line INTEGER NOT NULL) STRICT",
    NULL};

/* Measures and statements are looked up by a few columns; the rest is read in whole. */
const char *const fk_store_indexes[] = {
    "CREATE INDEX attribute_of ON attribute(variable, actor)",
    "CREATE INDEX dyad_of ON dyad(variable, from_id, to_id)",
    "CREATE INDEX trade_of ON trade(exporter, importer, year)",
    "CREATE INDEX trade_to ON trade(importer, year)",
    "CREATE INDEX tie_of ON tie(layer, from_id, to_id)", NULL};

const char *const fk_store_late_indexes[] = {
    "CREATE INDEX IF NOT EXISTS measure_of ON measure(name, actor, year)", NULL};

const char *const fk_store_views[] = {
    "CREATE VIEW v_trade AS SELECT t.year, t.exporter, x.name AS exporter_name,"
    " t.importer, m.name AS importer_name, t.value, " SEEN " FROM trade t"
    " LEFT JOIN actor x ON x.id = t.exporter LEFT JOIN actor m ON m.id = t.importer"
    " WHERE t.used",

    "CREATE VIEW v_turnover AS SELECT x.year, x.exporter AS actor,"
    " x.importer AS partner, x.value AS exports, m.value AS imports,"
    " x.value + m.value AS turnover FROM trade x JOIN trade m"
    " ON m.exporter = x.importer AND m.importer = x.exporter AND m.year = x.year"
    " WHERE x.used AND m.used AND x.exporter <> x.importer",

    "CREATE VIEW v_attribute AS SELECT t.actor, a.name AS actor_name, t.variable,"
    " t.time, t.first_day, t.last_day, t.year, t.value, v.unit, " SEEN
    " FROM attribute t LEFT JOIN actor a ON a.id = t.actor"
    " LEFT JOIN variable v ON v.name = t.variable WHERE t.used",

    "CREATE VIEW v_dyad AS SELECT t.from_id, f.name AS from_name, t.to_id,"
    " g.name AS to_name, t.variable, t.time, t.first_day, t.last_day, t.year, t.value,"
    " v.unit, " SEEN " FROM dyad t LEFT JOIN actor f ON f.id = t.from_id"
    " LEFT JOIN actor g ON g.id = t.to_id LEFT JOIN variable v ON v.name = t.variable"
    " WHERE t.used",

    "CREATE VIEW v_rival AS"
    " SELECT 'attribute' AS kind, variable, actor AS from_id, NULL AS to_id, time,"
    " value, used, reporter, vintage, source FROM attribute t WHERE EXISTS (SELECT 1"
    " FROM attribute r WHERE r.variable = t.variable AND r.actor = t.actor AND r.time "
    "IS"
    " t.time AND r.rowid <> t.rowid)"
    " UNION ALL SELECT 'dyad', variable, from_id, to_id, time, value, used, reporter,"
    " vintage, source FROM dyad t WHERE EXISTS (SELECT 1 FROM dyad r WHERE"
    " r.variable = t.variable AND r.from_id = t.from_id AND r.to_id = t.to_id AND"
    " r.time IS t.time AND r.rowid <> t.rowid)"
    " UNION ALL SELECT 'trade', 'trade', exporter, importer, year, value, used,"
    " reporter, vintage, source FROM trade t WHERE EXISTS (SELECT 1 FROM trade r WHERE"
    " r.exporter = t.exporter AND r.importer = t.importer AND r.year = t.year AND"
    " r.rowid <> t.rowid)",

    "CREATE VIEW v_tie AS SELECT t.layer, l.title, t.from_id, f.name AS from_name,"
    " t.to_id, coalesce(m.name, g.name) AS to_name, t.kind, t.start, t.\"end\","
    " t.start_first, t.start_last, t.end_first, t.end_last, t.wave, t.value, " SEEN
    " FROM tie t JOIN layer l ON l.name = t.layer"
    " LEFT JOIN actor f ON f.id = t.from_id"
    " LEFT JOIN member m ON m.layer = t.layer AND m.id = t.to_id"
    " LEFT JOIN actor g ON g.id = t.to_id WHERE t.counts",

    "CREATE VIEW v_tie_year AS SELECT t.layer, t.year, t.from_id, f.name AS from_name,"
    " t.to_id, coalesce(m.name, g.name) AS to_name, t.value, t.certain FROM tie_year t"
    " LEFT JOIN actor f ON f.id = t.from_id LEFT JOIN member m ON m.layer = t.layer"
    " AND m.id = t.to_id LEFT JOIN actor g ON g.id = t.to_id",

    "CREATE VIEW v_grip AS SELECT t.year, t.actor, a.name AS actor_name, t.partner,"
    " p.name AS partner_name, t.value AS grip, g.value AS geometric, t.coverage"
    " FROM measure t LEFT JOIN actor a ON a.id = t.actor LEFT JOIN actor p"
    " ON p.id = t.partner LEFT JOIN measure g ON g.name = 'grip' AND g.part ="
    " 'geometric' AND g.actor = t.actor AND g.partner = t.partner AND g.year = t.year"
    " WHERE t.name = 'grip' AND t.part = ''",

    "CREATE VIEW v_dependence AS SELECT t.year, t.actor, a.name AS actor_name,"
    " t.partner, p.name AS partner_name, t.layer AS domain, t.value AS dependence,"
    " t.coverage, t.basis FROM measure t LEFT JOIN actor a ON a.id = t.actor"
    " LEFT JOIN actor p ON p.id = t.partner WHERE t.name = 'dependence'"
    " AND t.part = ''",

    "CREATE VIEW v_orbit AS SELECT t.year, t.actor, a.name AS actor_name,"
    " t.partner AS orbit, CASE WHEN t.partner IS NOT NULL THEN 'held'"
    " WHEN c.value = 1 THEN 'contested' ELSE 'unknown' END AS state,"
    " l.partner AS strongest, t.value AS grip, s.partner AS second,"
    " s.value AS second_grip, l.value AS lead, t.coverage FROM measure t"
    " LEFT JOIN actor a ON a.id = t.actor"
    " LEFT JOIN measure c ON c.name = 'orbit' AND c.part = 'contested'"
    " AND c.actor = t.actor AND c.year = t.year"
    " LEFT JOIN measure l ON l.name = 'orbit' AND l.part = 'lead'"
    " AND l.actor = t.actor AND l.year = t.year"
    " LEFT JOIN measure s ON s.name = 'orbit' AND s.part = 'second'"
    " AND s.actor = t.actor AND s.year = t.year"
    " WHERE t.name = 'orbit' AND t.part = ''",

    "CREATE VIEW v_fact AS SELECT f.id, f.verdict, f.statement, f.shows, f.correction,"
    " f.date, f.domain, f.actors, f.grade, f.result,"
    " (SELECT group_concat(coalesce(s.citation, s.key), '; ') FROM cited c"
    " JOIN source s ON s.key = c.key WHERE c.source = f.source) AS said_by,"
    " (SELECT group_concat(coalesce(s.citation, s.key), '; ') FROM cited c"
    " JOIN source s ON s.key = c.key WHERE c.source = f.correction_source) AS "
    "corrected_by,"
    " f.check_sql FROM fact f",
    NULL};
