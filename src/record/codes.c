/* Tables of country codes. Names and codes are those of ISO 3166 and of the standard
 * M49; numbers of the Fund are those of its International Financial Statistics. */
#include "record/codes.h"

#include <string.h>

#include "base/number.h"
#include "base/strings.h"

typedef struct country {
  char iso3[4];
  int16_t un, imf; /* 0: none */
  const char *name;
} country;

/* In the order of letters. */
static const country countries[] = {
    {"ABW", 533, 314, "Aruba"},
    {"AFG", 4, 512, "Afghanistan"},
    {"AGO", 24, 614, "Angola"},
    {"AIA", 660, 312, "Anguilla"},
    {"ALA", 248, 0, "Åland Islands"},
    {"ALB", 8, 914, "Albania"},
    {"AND", 20, 171, "Andorra"},
    {"ANT", 530, 353, "Netherlands Antilles"},
    {"ARE", 784, 466, "United Arab Emirates"},
    {"ARG", 32, 213, "Argentina"},
    {"ARM", 51, 911, "Armenia"},
    {"ASM", 16, 859, "American Samoa"},
    {"ATA", 10, 0, "Antarctica"},
    {"ATF", 260, 0, "French Southern Territories"},
    {"ATG", 28, 311, "Antigua and Barbuda"},
    {"AUS", 36, 193, "Australia"},
    {"AUT", 40, 122, "Austria"},
    {"AZE", 31, 912, "Azerbaijan"},
    {"BDI", 108, 618, "Burundi"},
    {"BEL", 56, 124, "Belgium"},
    {"BEN", 204, 638, "Benin"},
    {"BES", 535, 0, "Bonaire, Sint Eustatius and Saba"},
    {"BFA", 854, 748, "Burkina Faso"},
    {"BGD", 50, 513, "Bangladesh"},
    {"BGR", 100, 918, "Bulgaria"},
    {"BHR", 48, 419, "Bahrain"},
    {"BHS", 44, 313, "Bahamas"},
    {"BIH", 70, 963, "Bosnia and Herzegovina"},
    {"BLM", 652, 0, "Saint Barthélemy"},
    {"BLR", 112, 913, "Belarus"},
    {"BLX", 58, 126, "Belgium and Luxembourg"},
    {"BLZ", 84, 339, "Belize"},
    {"BMU", 60, 319, "Bermuda"},
    {"BOL", 68, 218, "Bolivia"},
    {"BRA", 76, 223, "Brazil"},
    {"BRB", 52, 316, "Barbados"},
    {"BRN", 96, 516, "Brunei"},
    {"BTN", 64, 514, "Bhutan"},
    {"BVT", 74, 0, "Bouvet Island"},
    {"BWA", 72, 616, "Botswana"},
    {"CAF", 140, 626, "Central African Republic"},
    {"CAN", 124, 156, "Canada"},
    {"CCK", 166, 0, "Cocos (Keeling) Islands"},
    {"CHE", 756, 146, "Switzerland"},
    {"CHL", 152, 228, "Chile"},
    {"CHN", 156, 924, "China"},
    {"CIV", 384, 662, "Côte d'Ivoire"},
    {"CMR", 120, 622, "Cameroon"},
    {"COD", 180, 636, "Congo (Democratic Republic)"},
    {"COG", 178, 634, "Congo"},
    {"COK", 184, 815, "Cook Islands"},
    {"COL", 170, 233, "Colombia"},
    {"COM", 174, 632, "Comoros"},
    {"CPV", 132, 624, "Cabo Verde"},
    {"CRI", 188, 238, "Costa Rica"},
    {"CSK", 200, 934, "Czechoslovakia"},
    {"CUB", 192, 928, "Cuba"},
    {"CUW", 531, 354, "Curaçao"},
    {"CXR", 162, 0, "Christmas Island"},
    {"CYM", 136, 377, "Cayman Islands"},
    {"CYP", 196, 423, "Cyprus"},
    {"CZE", 203, 935, "Czechia"},
    {"DDR", 278, 938, "German Democratic Republic"},
    {"DEU", 276, 134, "Germany"},
    {"DJI", 262, 611, "Djibouti"},
    {"DMA", 212, 321, "Dominica"},
    {"DNK", 208, 128, "Denmark"},
    {"DOM", 214, 243, "Dominican Republic"},
    {"DZA", 12, 612, "Algeria"},
    {"ECU", 218, 248, "Ecuador"},
    {"EGY", 818, 469, "Egypt"},
    {"ERI", 232, 643, "Eritrea"},
    {"ESH", 732, 0, "Western Sahara"},
    {"ESP", 724, 184, "Spain"},
    {"EST", 233, 939, "Estonia"},
    {"ETH", 231, 644, "Ethiopia"},
    {"FIN", 246, 172, "Finland"},
    {"FJI", 242, 819, "Fiji"},
    {"FLK", 238, 323, "Falkland Islands"},
    {"FRA", 250, 132, "France"},
    {"FRO", 234, 816, "Faroe Islands"},
    {"FSM", 583, 868, "Micronesia"},
    {"GAB", 266, 646, "Gabon"},
    {"GBR", 826, 112, "United Kingdom"},
    {"GEO", 268, 915, "Georgia"},
    {"GGY", 831, 0, "Guernsey"},
    {"GHA", 288, 652, "Ghana"},
    {"GIB", 292, 823, "Gibraltar"},
    {"GIN", 324, 656, "Guinea"},
    {"GLP", 312, 329, "Guadeloupe"},
    {"GMB", 270, 648, "Gambia"},
    {"GNB", 624, 654, "Guinea-Bissau"},
    {"GNQ", 226, 642, "Equatorial Guinea"},
    {"GRC", 300, 174, "Greece"},
    {"GRD", 308, 328, "Grenada"},
    {"GRL", 304, 326, "Greenland"},
    {"GTM", 320, 258, "Guatemala"},
    {"GUF", 254, 333, "French Guiana"},
    {"GUM", 316, 829, "Guam"},
    {"GUY", 328, 336, "Guyana"},
    {"HKG", 344, 532, "Hong Kong"},
    {"HMD", 334, 0, "Heard Island and McDonald Islands"},
    {"HND", 340, 268, "Honduras"},
    {"HRV", 191, 960, "Croatia"},
    {"HTI", 332, 263, "Haiti"},
    {"HUN", 348, 944, "Hungary"},
    {"IDN", 360, 536, "Indonesia"},
    {"IMN", 833, 0, "Isle of Man"},
    {"IND", 356, 534, "India"},
    {"IOT", 86, 0, "British Indian Ocean Territory"},
    {"IRL", 372, 178, "Ireland"},
    {"IRN", 364, 429, "Iran"},
    {"IRQ", 368, 433, "Iraq"},
    {"ISL", 352, 176, "Iceland"},
    {"ISR", 376, 436, "Israel"},
    {"ITA", 380, 136, "Italy"},
    {"JAM", 388, 343, "Jamaica"},
    {"JEY", 832, 0, "Jersey"},
    {"JOR", 400, 439, "Jordan"},
    {"JPN", 392, 158, "Japan"},
    {"KAZ", 398, 916, "Kazakhstan"},
    {"KEN", 404, 664, "Kenya"},
    {"KGZ", 417, 917, "Kyrgyzstan"},
    {"KHM", 116, 522, "Cambodia"},
    {"KIR", 296, 826, "Kiribati"},
    {"KNA", 659, 361, "Saint Kitts and Nevis"},
    {"KOR", 410, 542, "South Korea"},
    {"KWT", 414, 443, "Kuwait"},
    {"LAO", 418, 544, "Laos"},
    {"LBN", 422, 446, "Lebanon"},
    {"LBR", 430, 668, "Liberia"},
    {"LBY", 434, 672, "Libya"},
    {"LCA", 662, 362, "Saint Lucia"},
    {"LIE", 438, 147, "Liechtenstein"},
    {"LKA", 144, 524, "Sri Lanka"},
    {"LSO", 426, 666, "Lesotho"},
    {"LTU", 440, 946, "Lithuania"},
    {"LUX", 442, 137, "Luxembourg"},
    {"LVA", 428, 941, "Latvia"},
    {"MAC", 446, 546, "Macao"},
    {"MAF", 663, 0, "Saint Martin (French part)"},
    {"MAR", 504, 686, "Morocco"},
    {"MCO", 492, 183, "Monaco"},
    {"MDA", 498, 921, "Moldova"},
    {"MDG", 450, 674, "Madagascar"},
    {"MDV", 462, 556, "Maldives"},
    {"MEX", 484, 273, "Mexico"},
    {"MHL", 584, 867, "Marshall Islands"},
    {"MKD", 807, 962, "North Macedonia"},
    {"MLI", 466, 678, "Mali"},
    {"MLT", 470, 181, "Malta"},
    {"MMR", 104, 518, "Myanmar"},
    {"MNE", 499, 943, "Montenegro"},
    {"MNG", 496, 948, "Mongolia"},
    {"MNP", 580, 0, "Northern Mariana Islands"},
    {"MOZ", 508, 688, "Mozambique"},
    {"MRT", 478, 682, "Mauritania"},
    {"MSR", 500, 351, "Montserrat"},
    {"MTQ", 474, 349, "Martinique"},
    {"MUS", 480, 684, "Mauritius"},
    {"MWI", 454, 676, "Malawi"},
    {"MYS", 458, 548, "Malaysia"},
    {"MYT", 175, 0, "Mayotte"},
    {"NAM", 516, 728, "Namibia"},
    {"NCL", 540, 839, "New Caledonia"},
    {"NER", 562, 692, "Niger"},
    {"NFK", 574, 0, "Norfolk Island"},
    {"NGA", 566, 694, "Nigeria"},
    {"NIC", 558, 278, "Nicaragua"},
    {"NIU", 570, 0, "Niue"},
    {"NLD", 528, 138, "Netherlands"},
    {"NOR", 578, 142, "Norway"},
    {"NPL", 524, 558, "Nepal"},
    {"NRU", 520, 836, "Nauru"},
    {"NZL", 554, 196, "New Zealand"},
    {"OMN", 512, 449, "Oman"},
    {"PAK", 586, 564, "Pakistan"},
    {"PAN", 591, 283, "Panama"},
    {"PCI", 582, 0, "Pacific Islands (trust territory)"},
    {"PCN", 612, 0, "Pitcairn"},
    {"PCZ", 592, 0, "Panama Canal Zone"},
    {"PER", 604, 293, "Peru"},
    {"PHL", 608, 566, "Philippines"},
    {"PLW", 585, 565, "Palau"},
    {"PNG", 598, 853, "Papua New Guinea"},
    {"POL", 616, 964, "Poland"},
    {"PRI", 630, 359, "Puerto Rico"},
    {"PRK", 408, 954, "North Korea"},
    {"PRT", 620, 182, "Portugal"},
    {"PRY", 600, 288, "Paraguay"},
    {"PSE", 275, 487, "Palestine"},
    {"PYF", 258, 887, "French Polynesia"},
    {"QAT", 634, 453, "Qatar"},
    {"REU", 638, 696, "Réunion"},
    {"ROU", 642, 968, "Romania"},
    {"RUS", 643, 922, "Russia"},
    {"RWA", 646, 714, "Rwanda"},
    {"SAU", 682, 456, "Saudi Arabia"},
    {"SCG", 891, 965, "Serbia and Montenegro"},
    {"SDN", 729, 732, "Sudan"},
    {"SEN", 686, 722, "Senegal"},
    {"SGP", 702, 576, "Singapore"},
    {"SGS", 239, 0, "South Georgia and the South Sandwich Islands"},
    {"SHN", 654, 856, "Saint Helena, Ascension and Tristan da Cunha"},
    {"SJM", 744, 0, "Svalbard and Jan Mayen"},
    {"SLB", 90, 813, "Solomon Islands"},
    {"SLE", 694, 724, "Sierra Leone"},
    {"SLV", 222, 253, "El Salvador"},
    {"SMR", 674, 135, "San Marino"},
    {"SOM", 706, 726, "Somalia"},
    {"SPM", 666, 363, "Saint Pierre and Miquelon"},
    {"SRB", 688, 942, "Serbia"},
    {"SSD", 728, 733, "South Sudan"},
    {"STP", 678, 716, "Sao Tome and Principe"},
    {"SUN", 810, 974, "Soviet Union"},
    {"SUR", 740, 366, "Suriname"},
    {"SVK", 703, 936, "Slovakia"},
    {"SVN", 705, 961, "Slovenia"},
    {"SWE", 752, 144, "Sweden"},
    {"SWZ", 748, 734, "Eswatini"},
    {"SXM", 534, 352, "Sint Maarten (Dutch part)"},
    {"SYC", 690, 718, "Seychelles"},
    {"SYR", 760, 463, "Syria"},
    {"TCA", 796, 381, "Turks and Caicos Islands"},
    {"TCD", 148, 628, "Chad"},
    {"TGO", 768, 742, "Togo"},
    {"THA", 764, 578, "Thailand"},
    {"TJK", 762, 923, "Tajikistan"},
    {"TKL", 772, 0, "Tokelau"},
    {"TKM", 795, 925, "Turkmenistan"},
    {"TLS", 626, 537, "Timor-Leste"},
    {"TON", 776, 866, "Tonga"},
    {"TTO", 780, 369, "Trinidad and Tobago"},
    {"TUN", 788, 744, "Tunisia"},
    {"TUR", 792, 186, "Türkiye"},
    {"TUV", 798, 869, "Tuvalu"},
    {"TWN", 158, 528, "Taiwan"},
    {"TZA", 834, 738, "Tanzania"},
    {"UGA", 800, 746, "Uganda"},
    {"UKR", 804, 926, "Ukraine"},
    {"UMI", 581, 0, "United States Minor Outlying Islands"},
    {"URY", 858, 298, "Uruguay"},
    {"USA", 840, 111, "United States"},
    {"UZB", 860, 927, "Uzbekistan"},
    {"VAT", 336, 187, "Vatican"},
    {"VCT", 670, 364, "Saint Vincent and the Grenadines"},
    {"VDR", 868, 0, "Viet Nam (Republic)"},
    {"VEN", 862, 299, "Venezuela"},
    {"VGB", 92, 371, "British Virgin Islands"},
    {"VIR", 850, 0, "United States Virgin Islands"},
    {"VNM", 704, 582, "Vietnam"},
    {"VUT", 548, 846, "Vanuatu"},
    {"WLF", 876, 857, "Wallis and Futuna"},
    {"WSM", 882, 862, "Samoa"},
    {"XKX", 412, 967, "Kosovo"},
    {"YEM", 887, 474, "Yemen"},
    {"YMD", 720, 0, "South Yemen"},
    {"YUG", 890, 188, "Yugoslavia"},
    {"ZA1", 711, 0, "Southern African Customs Union"},
    {"ZAF", 710, 199, "South Africa"},
    {"ZMB", 894, 754, "Zambia"},
    {"ZWE", 716, 698, "Zimbabwe"},
};
enum { COUNTRIES = sizeof countries / sizeof *countries };

typedef struct numbered {
  int16_t number;
  const char *text;
} numbered;

/* Numbers of BACI and Comtrade beside M49: a customs territory in the place of a
 * country, or a country as it was before a part left it. 490, `Other Asia, not
 * elsewhere specified`, is Taiwan in practice. */
static const numbered un_more[] = {{230, "ETH"}, {251, "FRA"}, {280, "DEU"},
    {381, "ITA"}, {490, "TWN"}, {532, "ANT"}, {579, "NOR"}, {588, "PAK"}, {590, "PAN"},
    {699, "IND"}, {736, "SDN"}, {757, "CHE"}, {842, "USA"}, {841, "USA"}, {886, "YEM"}};

static const numbered un_groups[] = {{0, "World"}, {1, "World"}, {2, "Africa"},
    {9, "Oceania"}, {19, "Americas"}, {97, "European Union"}, {129, "Caribbean nes"},
    {142, "Asia"}, {150, "Europe"}, {221, "Eastern Europe nes"},
    {290, "Northern Africa nes"}, {471, "Central American Common Market nes"},
    {472, "Africa CAMEU region nes"}, {473, "Latin American Integration nes"},
    {492, "European Union nes"}, {527, "Oceania nes"}, {536, "Neutral Zone"},
    {568, "Other Europe nes"}, {577, "Other Africa nes"}, {636, "Rest of America nes"},
    {637, "North and Central America nes"}, {697, "European free trade nes"},
    {837, "Bunkers"}, {838, "Free zones"}, {839, "Special categories"},
    {849, "US Miscellaneous Pacific Islands"}, {879, "Western Asia nes"},
    {899, "Areas not specified"}, {975, "ASEAN"}};

static const numbered imf_more[] = {{473, "YEM"}};

static const numbered imf_groups[] = {{1, "World"}, {10, "Developed areas"},
    {80, "Export earnings: fuel"}, {92, "Export earnings: non-fuel"},
    {110, "Advanced economies"}, {163, "Euro area"},
    {200, "Emerging and developing economies"},
    {205, "Latin America and the Caribbean"}, {399, "Western Hemisphere not specified"},
    {400, "Middle East and Central Asia"},
    {405, "Middle East, North Africa, Afghanistan and Pakistan"},
    {440, "Middle East and Central Asia"}, {489, "Middle East not specified"},
    {498, "Middle East not specified"}, {505, "Developing Asia"},
    {598, "Asia not specified"}, {603, "Sub-Saharan Africa"}, {605, "Africa"},
    {799, "Africa not specified"}, {884, "Europe not specified"},
    {898, "Countries and areas not specified"}, {899, "Special categories"},
    {901, "Commonwealth of Independent States"},
    {903, "Emerging and developing Europe"},
    {910, "Other countries not included elsewhere"}, {998, "European Union"}};

/* Letters that are not, or no longer, those of ISO 3166-1: of the World Bank, of the
 * Fund, of older releases. A state that only changed its name or letters is the same.
 */
static const char *const letters_more[][2] = {{"ADO", "AND"}, {"BUR", "MMR"},
    {"GER", "DEU"}, {"IMY", "IMN"}, {"KOS", "XKX"}, {"KSV", "XKX"}, {"PAL", "PSE"},
    {"ROM", "ROU"}, {"S19", "TWN"}, {"TMP", "TLS"}, {"UNK", "XKX"}, {"UVK", "XKX"},
    {"WBG", "PSE"}, {"XKO", "XKX"}, {"YAR", "YEM"}, {"ZAR", "COD"}};

static const char *const letters_groups[][2] = {{"ATB", "British Antarctic Territory"},
    {"BUN", "Bunkers"}, {"EU2", "European Union"}, {"EUN", "European Union"},
    {"EUR", "European Union"}, {"EUU", "European Union"}, {"FRE", "Free zones"},
    {"NTZ", "Neutral Zone"}, {"NES", "Areas not specified"},
    {"SPE", "Special categories"}, {"UNS", "Areas not specified"}, {"W00", "World"},
    {"WLD", "World"}, {"_X", "Areas not specified"}};

static fk_code country_of(const char *iso3)
{
  size_t low = 0, high = COUNTRIES;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = strcmp(countries[middle].iso3, iso3);
    if (!order)
      return (fk_code){FK_CODE_COUNTRY, countries[middle].iso3, countries[middle].name};
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return (fk_code){FK_CODE_UNKNOWN, "", ""};
}

static const char *text_of(const numbered *list, size_t count, int64_t number)
{
  for (size_t k = 0; k < count; k++)
    if (list[k].number == number) return list[k].text;
  return NULL;
}
#define TEXT_OF(list, number) text_of(list, sizeof list / sizeof *list, number)

static fk_code number_of(fk_code_scheme scheme, int64_t number)
{
  bool un = scheme == FK_CODES_UN;
  const char *text = un ? TEXT_OF(un_more, number) : TEXT_OF(imf_more, number);
  if (text) return country_of(text);
  text = un ? TEXT_OF(un_groups, number) : TEXT_OF(imf_groups, number);
  if (text) return (fk_code){FK_CODE_GROUP, "", text};
  for (size_t k = 0; number > 0 && k < COUNTRIES; k++)
    if ((un ? countries[k].un : countries[k].imf) == number)
      return (fk_code){FK_CODE_COUNTRY, countries[k].iso3, countries[k].name};
  return (fk_code){FK_CODE_UNKNOWN, "", ""};
}

/* `G001` and the like: groups of the Fund; `A79`, `E19`: parts of the world that
 * Comtrade calls `not elsewhere specified`. */
static bool is_group_pattern(const char *text, size_t length)
{
  size_t digits = strspn(text + 1, "0123456789");
  if (*text == 'G') return length >= 4 && digits >= 3;
  return strchr("AEFORSX", *text) && length == 3 && digits == 2;
}

fk_code fk_code_find(fk_code_scheme scheme, const char *text, size_t length)
{
  char letters[16];
  int64_t number;
  if (!length || length >= sizeof letters) return (fk_code){FK_CODE_UNKNOWN, "", ""};
  if (fk_parse_int(text, length, &number)) return number_of(scheme, number);
  memcpy(letters, text, length);
  letters[length] = 0;
  for (size_t k = 0; k < sizeof letters_more / sizeof *letters_more; k++)
    if (!strcmp(letters_more[k][0], letters)) return country_of(letters_more[k][1]);
  for (size_t k = 0; k < sizeof letters_groups / sizeof *letters_groups; k++)
    if (!strcmp(letters_groups[k][0], letters))
      return (fk_code){FK_CODE_GROUP, "", letters_groups[k][1]};
  fk_code code = country_of(letters);
  if (!code.kind && is_group_pattern(letters, length))
    code = (fk_code){FK_CODE_GROUP, "", ""};
  return code;
}

const char *fk_code_nearest(const char *text, size_t length)
{
  const char *known[COUNTRIES];
  for (size_t k = 0; k < COUNTRIES; k++) known[k] = countries[k].iso3;
  return fk_nearest(known, COUNTRIES, text, length);
}
