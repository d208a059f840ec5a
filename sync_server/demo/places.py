"""Towns with postal codes, streets, grounds, neighbouring clubs, and what such a club has in its store."""

# Towns of the Scheldt valley with how many of the members live there, of a hundred (codes: bpost's list).
TOWNS: tuple[tuple[str, str, int], ...] = (
    ("9820", "Merelbeke", 34),
    ("9090", "Melle", 12),
    ("9050", "Gentbrugge", 9),
    ("9050", "Ledeberg", 4),
    ("9000", "Gent", 7),
    ("9860", "Oosterzele", 7),
    ("9890", "Gavere", 5),
    ("9840", "De Pinte", 4),
    ("9052", "Zwijnaarde", 4),
    ("9070", "Destelbergen", 3),
    ("9230", "Wetteren", 3),
    ("9620", "Zottegem", 2),
    ("9520", "Sint-Lievens-Houtem", 2),
    ("9051", "Sint-Denijs-Westrem", 1),
    ("9040", "Sint-Amandsberg", 1),
    ("9300", "Aalst", 1),
    ("9810", "Nazareth", 1),
)

STREETS = tuple(
    "Hundelgemsesteenweg|Kerkstraat|Schoolstraat|Molenstraat|Gaversesteenweg|"
    "Stationsstraat|Dorpsstraat|Kloosterstraat|Bergstraat|Veldstraat|Sint-Annastraat|"
    "Eikenlaan|Lindelaan|Beukenlaan|Kastanjelaan|Nieuwstraat|Poelstraat|Scheldekouter|"
    "Van Gansberghelaan|Guldensporenlaan|Kwenenbosstraat|Kapellestraat|"
    "Burgemeester Maenhautstraat|Zwijnaardsesteenweg|Fraterstraat|Salisburylaan|Hoogstraat|"
    "Vijverstraat|Ringvaartstraat|Bosstraat|Kouterstraat|Pontweg|Axlaan|Meersstraat|"
    "Heidestraat|Leliestraat|Rozenlaan|Tulpenstraat|Priesterstraat|Oude Gaversebaan".split("|")
)

GROUND = "Sportpark De Scheldemeersen"
FIELDS = ("veld 1", "veld 2", "veld 3", "kunstgras A", "kunstgras B")
MEETING_POINT = "Parking aan de kantine"

# Neighbours to play against, with the ground they play on.
OPPONENTS: tuple[tuple[str, str], ...] = (
    ("SK Gontrode", "Sportterrein Gontrode, Geraardsbergsesteenweg"),
    ("FC Lemberge", "Terrein Lemberge, Salisburylaan"),
    ("KVV Laarne", "Sportpark Laarne, Kasteeldreef"),
    ("VK Heusden", "Terrein Heusden, Steenvoordestraat"),
    ("KFC Wetteren Zuid", "Sportpark Wetteren, Warandelaan"),
    ("SV Balegem", "Terrein Balegem, Rooberg"),
    ("FC Scheldewindeke", "Sportpark Oosterzele, Sportstraat"),
    ("KSK Landskouter", "Terrein Landskouter, Aalmoezenijestraat"),
    ("Jong Destelbergen", "Sporthal Bergenmeers, Eenbeekstraat"),
    ("VV Drongen", "Sportpark Keiskant, Drongen"),
    ("FC Zevergem", "Terrein Zevergem, Hageland"),
    ("KFC Eke", "Sportcentrum Eke, Steenweg"),
    ("SK Semmerzake", "Terrein Semmerzake, Schelderodestraat"),
    ("VKE Zottegem", "Jeugdterreinen Bevegemse Vijvers, Zottegem"),
    ("Sparta Velzeke", "Terrein Velzeke, Penitentenlaan"),
    ("KVC Houtem", "Sportpark Houtem, Kloosterstraat"),
    ("Racing Ledeberg", "Terrein Moscou, Jacques Eggermontstraat"),
    ("FC Gentbrugge", "Sportpark Gentbrugse Meersen, Koningsdonkstraat"),
    ("SC Zwijnaarde", "Terrein Zwijnaarde, Hekers"),
    ("KFC Nazarethia", "Sportpark Nazareth, Sportlaan"),
)

# Category, name, tag prefix, how many, kind, where it belongs.
STORE: tuple[tuple[str, str, str, int, str, str], ...] = (
    ("Plaatsen", "Plaats", "LOC", 12, "location", "Sportpark"),
    ("Ballen", "Ballenzak", "BAL", 36, "kit", "Materiaalhok"),
    ("Ballen", "Doos wedstrijdballen", "BWD", 12, "quantity", "Materiaalhok"),
    ("Doelen", "Verplaatsbaar doel", "DOE", 24, "single", "Container A"),
    ("Doelen", "Minidoeltjes (paar)", "MIN", 16, "quantity", "Container A"),
    ("Training", "Set kegels", "KEG", 32, "quantity", "Materiaalhok"),
    ("Training", "Set hesjes", "HES", 34, "quantity", "Materiaalhok"),
    ("Training", "Looptouw", "LOO", 14, "single", "Materiaalhok"),
    ("Training", "Set horden", "HOR", 12, "quantity", "Materiaalhok"),
    ("EHBO", "EHBO-koffer", "EHB", 26, "kit", "EHBO-lokaal"),
    ("EHBO", "Koelbox", "KOE", 10, "single", "EHBO-lokaal"),
    ("Kledij", "Set wedstrijdtruitjes", "TRU", 40, "kit", "Kledijkast"),
    ("Kledij", "Keepersset", "KEP", 16, "kit", "Kledijkast"),
    ("Sleutels", "Sleutelbos", "SLE", 42, "single", "Bestuurslokaal"),
    ("Tenten", "Plooitent", "TEN", 12, "single", "Container B"),
    ("Evenementen", "Set tafels", "TAF", 14, "quantity", "Container B"),
    ("Evenementen", "Geluidsinstallatie", "GEL", 4, "single", "Kantine"),
    ("Wedstrijd", "Set hoekvlaggen", "VLA", 14, "quantity", "Materiaalhok"),
    ("Wedstrijd", "Vlag grensrechter (paar)", "GRE", 16, "quantity", "Materiaalhok"),
    ("Toestellen", "Elektrische ballenpomp", "POM", 8, "single", "Materiaalhok"),
    ("Toestellen", "Tablet wedstrijdblad", "TAB", 6, "single", "Bestuurslokaal"),
)

# Of a club's own: name, kind, choices, whom it is kept to, the category it is filled in for, and the answers in turn.
ASKED: tuple[tuple[str, str, list[str] | None, list[str] | None, str, tuple[str, ...]], ...] = (
    ("Aankoopfactuurnr", "text", None, ["equipment", "treasurer"], "Toestellen", ("F-2025/{:03d}",)),
    (
        "Maat",
        "choice",
        ["116", "128", "140", "152", "164", "S", "M", "L", "XL"],
        None,
        "Kledij",
        ("140", "152", "M", "L"),
    ),
    ("Opblaasdruk (bar)", "number", None, None, "Ballen", ("0.6", "0.7", "0.8")),
)

LOCATIONS = (
    "Materiaalhok", "Container A", "Container B", "Kantine", "Bestuurslokaal", "EHBO-lokaal", "Kledijkast",
    "Kleedkamer 1", "Kleedkamer 2", "Kleedkamer 3", "Kleedkamer 4", "Bestelwagen",
)  # fmt: skip

CONDITIONS = ("goed", "goed", "goed", "goed", "gebruikt", "versleten")

SPONSORS = (
    "Bakkerij De Korenaar",
    "Garage Van Acker",
    "Apotheek Scheldeveld",
    "Bouwbedrijf Cools",
    "Slagerij Poelman",
    "Verzekeringen Lievens",
    "Fietsen Buyse",
    "Frituur 't Hoekske",
    "Tuincentrum De Pauw",
    "Immo Merelbeke",
    "Drankencentrale Baert",
    "Schilderwerken Segers",
)
