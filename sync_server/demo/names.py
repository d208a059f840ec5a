"""Names as on the member list of a club near Ghent: by origin, and by the age of who bears them."""

FAMILY_NAMES: dict[str, tuple[str, ...]] = {
    "flemish": tuple(
        "Peeters|Janssens|Maes|Jacobs|Mertens|Willems|Claes|Goossens|Wouters|De Smet|"
        "Van den Broeck|De Clercq|Vermeulen|Hendrickx|D'Hondt|De Backer|Van Damme|Dubois|"
        "Pauwels|Michiels|Smets|Aerts|Lemmens|Desmet|De Vos|Hermans|Bogaert|Van de Velde|"
        "Vandenberghe|De Meyer|Lievens|Cools|Van Acker|Baert|Verhaeghe|De Wilde|Coppens|"
        "Segers|Vercruysse|D'haene|Martens|Van Hoecke|Verstraete|Declercq|Wauters|Thijs|"
        "De Cock|Van Hove|Lambrecht|Roels|Van der Auwera|Bauwens|Stevens|Timmermans|"
        "De Pauw|Gheysens|Meeus|Vandecasteele|Van Cauwenberghe|Huyghe|De Schepper|"
        "Temmerman|Buyse|Callens|Standaert|Vlaeminck|Van Wesemael|De Rycke|Naessens|"
        "De Keukeleire|Rogiers|Poelman|Vanhaverbeke|Schelstraete|De Bruycker|Van Peteghem|"
        "Matthijs|Nuyttens|Ghijselinck|Haesaert|Daenens|Van Quickelberghe|T'Jampens|"
        "Verbeken|Cornelis|De Muynck|Van Laere|Wille|De Groote|Eeckhout|Cnudde|Vereecken|"
        "Vandenbroucke|Sucaet".split("|")
    ),
    "moroccan": tuple(
        "El Amrani|Benali|Bouzid|Chaoui|El Idrissi|Haddouchi|Azzouzi|Ouali|Bakkali|Tahiri|Amezian".split("|")
    ),
    "turkish": tuple("Yılmaz|Özdemir|Kaya|Çelik|Şahin|Aydın|Arslan|Doğan|Koç|Polat|Güneş".split("|")),
    "polish": tuple("Kowalski|Wiśniewski|Nowak|Wójcik|Zieliński|Lewandowski|Dąbrowski|Król".split("|")),
    "english": tuple("Walker|O'Brien|Hughes|Bennett|Clarke|Fletcher".split("|")),
    "walloon": tuple("Lefèvre|Dupont|Noël|Gérard|Delcourt|Thiéry|François".split("|")),
}

ORIGIN_WEIGHTS = {"flemish": 78, "moroccan": 8, "turkish": 6, "polish": 4, "walloon": 3, "english": 2}

YOUNG: dict[str, dict[str, tuple[str, ...]]] = {
    "flemish": {
        "m": tuple(
            "Lars Wout Jef Tuur Seppe Vince Bram Stan Mathis Arne Finn Kobe Daan Warre Cas "
            "Thibo Lowie Gust Rune Miel Noah Arthur Louis Jules Victor Lucas Liam Emiel "
            "Ferre Lander Robbe Jasper Sander Jarne Senne Viktor Mauro Briek Basiel Otis "
            "Leon Xander Alexander Maarten Jonas Ward Kasper Staf Ruben".split()
        ),
        "f": tuple(
            "Noor Fien Louise Marie Lotte Ella Hanne Juul Emma Nora Roos Febe Lena Oona "
            "Mila Anouk Amber Jade Elise Zoë Axelle Julie Olivia Alice Renée Lily Kato "
            "Lore Merel Pauline Amélie Norah Camille Janne Silke Ilse Margot Josefien Flo "
            "Nina Helena Estée Tess Manon Jana".split()
        ),
    },
    "moroccan": {
        "m": tuple("Rayan Younes Ilyas Bilal Amir Ayoub Zakaria Imran Soufiane".split()),
        "f": tuple("Amina Yasmine Nour Safae Inès Salma Hajar Meryem".split()),
    },
    "turkish": {
        "m": tuple("Emir Kerem Ömer Yusuf Deniz Berat Eymen Çınar".split()),
        "f": tuple("Elif Zeynep Defne Ayşe İrem Melis Ecrin".split()),
    },
    "polish": {
        "m": tuple("Jakub Szymon Filip Kacper Michał Antoni".split()),
        "f": tuple("Zofia Maja Hanna Zuzanna Julia Oliwia".split()),
    },
    "english": {"m": ("Oliver", "Harry", "George", "Callum"), "f": ("Grace", "Poppy", "Isla", "Ruby")},
    "walloon": {"m": ("Théo", "Hugo", "Maël", "Aurélien"), "f": ("Chloé", "Léa", "Inès", "Éloïse")},
}

GROWN: dict[str, dict[str, tuple[str, ...]]] = {
    "flemish": {
        "m": tuple(
            "Tom Bart Kristof Wim Steven Jeroen Peter Koen Filip Dries Pieter Stijn Bert "
            "Johan Kurt Davy Geert Sven Joris Hans Frederik Gert Yves Nico Wouter Kenny "
            "Maarten Thomas Jan Luc Marc Dirk Patrick Guy Erik Rudi Stefaan Jurgen Björn "
            "Andy Karel Lieven Piet Hendrik Mathieu Tim Simon Gilles".split()
        ),
        "f": tuple(
            "An Katrien Sofie Evelien Sara Liesbeth Inge Ellen Nathalie Veerle Tine Ann "
            "Els Griet Leen Annelies Eva Kim Karen Joke Heidi Sabine Hilde Kristien Lien "
            "Charlotte Elke Barbara Isabelle Caroline Ilse Nele Stefanie Martine Christine "
            "Greet Marleen Mieke Tania Valérie Hélène Annick Lies Eline Jolien".split()
        ),
    },
    "moroccan": {
        "m": tuple("Mohamed Karim Rachid Hassan Said Mustapha Abdel".split()),
        "f": tuple("Fatima Samira Naima Karima Latifa Khadija Loubna".split()),
    },
    "turkish": {
        "m": tuple("Mehmet Mustafa Murat Hakan Serkan İbrahim Volkan".split()),
        "f": tuple("Fatma Gülsüm Sevda Özlem Derya Hülya Nuray".split()),
    },
    "polish": {
        "m": tuple("Piotr Tomasz Paweł Marcin Krzysztof".split()),
        "f": tuple("Agnieszka Katarzyna Małgorzata Joanna Ewa".split()),
    },
    "english": {"m": ("James", "Andrew", "Simon", "Neil"), "f": ("Sarah", "Helen", "Claire", "Emily")},
    "walloon": {
        "m": ("Benoît", "Olivier", "Frédéric", "Cédric"),
        "f": ("Céline", "Virginie", "Aurélie", "Sophie"),
    },
}

ALERTS = (
    "Notenallergie: EpiPen in de sporttas",
    "Astma: puffer in het voorvak van de tas",
    "Diabetes type 1: meet voor de training, druivensuiker bij de afgevaardigde",
    "Allergisch voor wespensteken, EpiPen bij de ouders",
    "Epilepsie: bij een aanval 112 bellen en de tijd noteren",
    "Lactose-intolerant",
    "Allergisch voor penicilline",
    "Draagt lenzen, reservebril in de tas",
    "Hartruis, mag alles, bij duizeligheid stoppen",
    "Glutenallergie, geen koekjes uit de kantine",
)
DOCTORS = ("dr. Claes, Grote Markt", "dr. Aerts, groepspraktijk De Linde", "dr. Mertens, Stationsstraat")
# What a family writes on the sheet of a child with that alert; the others have none.
SHEETS = {
    ALERTS[0]: {
        "allergies": "Alle noten, ook sporen",
        "medication": "EpiPen 0,15 mg in de sporttas, gebruiken en 112 bellen",
    },
    ALERTS[1]: {"medication": "Ventolin, twee pufjes voor de inspanning"},
    ALERTS[2]: {
        "medication": "Insulinepomp, blijft aan tijdens de training",
        "note": "Onder 70: niet sporten, druivensuiker",
    },
    ALERTS[3]: {"allergies": "Wespensteken", "medication": "EpiPen bij de ouders langs de lijn"},
    ALERTS[4]: {"medication": "Depakine, 's morgens thuis", "note": "Laatste aanval twee jaar geleden"},
    ALERTS[6]: {"allergies": "Penicilline"},
    ALERTS[8]: {"note": "Onderzocht in UZ Leuven: geen beperking"},
    ALERTS[9]: {"allergies": "Gluten (coeliakie)"},
}

REASONS = (
    "ziek", "verjaardagsfeest", "op schoolreis", "examens", "geblesseerd aan de enkel", "bij de andere ouder",
    "familiefeest", "muziekschool", "weekend weg", "geen vervoer", "tandarts", "scoutskamp", "werk",
)  # fmt: skip

ENDED = ("gestopt", "verhuisd", "andere club", "andere sport", "blessure")

PROFESSIONS = (
    "leerkracht", "verpleegkundige", "boekhouder", "schrijnwerker", "zelfstandige", "bediende", "elektricien",
    "informaticus", "vertegenwoordiger", "kok", "ambtenaar", "kinesist", "loodgieter", "architect",
)  # fmt: skip
