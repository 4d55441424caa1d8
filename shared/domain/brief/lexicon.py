"""Nouns that briefs are about, with what they are and whose trade they belong to; people; cities.

A noun stands in the singular without accents. Spanish genders follow the ending; exceptions are listed.
"""

from __future__ import annotations

from functools import cache

from shared.domain.brief.model import Kind, Language
from shared.domain.platforms import plain

INDUSTRIES = (
    "cafe",
    "restaurant",
    "fashion",
    "fitness",
    "beauty",
    "tech",
    "education",
    "real_estate",
    "events",
    "pets",
    "health",
    "travel",
    "retail",
    "nonprofit",
    "services",
    "food",
    "general",
)

_NOUNS: dict[Language, dict[str, dict[Kind, str]]] = {
    "es": {
        "cafe": {
            "place": "cafeteria panaderia pasteleria obrador tostador tostaduria reposteria heladeria"
            " churreria chocolateria teteria",
            "product": "cafe pan tarta pastel helado te galleta croissant bizcocho cupcake brownie torta cookie"
            " magdalena rosquilla chocolate",
        },
        "restaurant": {
            "place": "restaurante bar pizzeria hamburgueseria taqueria taberna meson cerveceria bistro gastrobar"
            " asador sushi-bar arroceria vinoteca bodega foodtruck food-truck",
            "product": "menu pizza hamburguesa taco comida paella plato empanada arepa",
            "service": "catering delivery",
        },
        "food": {
            "place": "fruteria carniceria pescaderia mercado supermercado charcuteria",
            "product": "vino cerveza salsa aceite miel queso kombucha snack conserva jamon mermelada especia zumo"
            " granola turron vermut aceituna embutido",
        },
        "fashion": {
            "place": "boutique zapateria joyeria sastreria",
            "product": "ropa camiseta zapato zapatilla vestido bolso joya collar pulsera pendiente chaqueta"
            " pantalon gorra sudadera coleccion calcetin reloj gafa abrigo falda anillo bañador mochila sandalia",
        },
        "fitness": {
            "place": "gimnasio gym polideportivo dojo",
            "product": "suplemento proteina esterilla mancuerna bicicleta",
            "course": "yoga pilates crossfit entrenamiento spinning zumba boxeo",
            "service": "entrenador entrenadora",
        },
        "beauty": {
            "place": "peluqueria barberia spa salon estudio-de-tatuajes",
            "product": "crema serum champu maquillaje perfume cosmetico jabon labial mascarilla aceite-facial"
            " protector esmalte colonia exfoliante desodorante",
            "service": "manicura depilacion masaje tratamiento",
        },
        "tech": {
            "app": "app aplicacion software plataforma herramienta saas extension videojuego juego asistente"
            " chatbot programa web sitio-web",
            "product": "auricular altavoz teclado movil ordenador portatil dron camara cargador smartwatch robot"
            " gadget tablet raton monitor lampara-inteligente",
            "service": "startup agencia-digital",
        },
        "education": {
            "place": "academia escuela colegio guarderia universidad autoescuela instituto",
            "course": "curso taller clase master bootcamp formacion programa-formativo masterclass webinar"
            " mentoria tutoria idioma",
            "product": "libro ebook cuaderno guia",
        },
        "real_estate": {
            "place": "inmobiliaria promocion-inmobiliaria coworking",
            "property": "piso casa apartamento vivienda local chalet atico departamento finca terreno oficina"
            " habitacion duplex",
        },
        "events": {
            "event": "evento festival concierto boda feria congreso fiesta conferencia exposicion inauguracion"
            " torneo carrera charla mercadillo obra gala encuentro jornada maraton cumpleaños",
            "service": "discoteca dj orquesta",
        },
        "pets": {
            "place": "veterinario veterinaria guarderia-canina residencia-canina tienda-de-mascotas"
            " peluqueria-canina clinica-veterinaria refugio",
            "product": "pienso correa juguete collar-antiparasitario arnes cama-para-perros snack-para-perros",
            "service": "adiestrador paseador adiestramiento",
        },
        "health": {
            "place": "clinica farmacia consultorio hospital consulta optica parafarmacia ortopedia",
            "service": "dentista fisioterapia psicologia psicologo psicologa nutricionista fisioterapeuta"
            " terapia podologia ortodoncia odontologia osteopatia doctor doctora",
            "product": "vitamina colchon almohada infusion",
        },
        "travel": {
            "place": "hotel hostal camping resort casa-rural albergue glamping posada",
            "service": "agencia-de-viajes alojamiento",
            "course": "tour excursion viaje crucero escapada ruta visita-guiada retiro",
        },
        "retail": {
            "place": "tienda floristeria libreria jugueteria bazar papeleria concept-store vivero",
            "shop": "tienda-online ecommerce tienda-virtual marketplace",
            "product": "vela planta flor regalo mueble juguete-de-madera taza ceramica manta cojin lampara"
            " botella cesta ramo alfombra cuadro maceta producto articulo caja suscripcion ambientador vajilla",
        },
        "nonprofit": {
            "cause": "ong fundacion asociacion campaña causa voluntariado protectora banco-de-alimentos colecta",
        },
        "services": {
            "service": "agencia consultoria despacho gestoria estudio-de-diseño servicio limpieza mudanza reforma"
            " fontanero fontaneria electricista abogado abogada asesoria fotografo fotografa fotografia taller"
            " jardineria seguro contable arquitecto arquitecta consultor consultora cerrajero traductor"
            " carpinteria tintoreria lavanderia empresa negocio proyecto",
            "product": "marca",
            "place": "estudio centro",
        },
        "general": {"place": "ferreteria", "shop": "canal podcast newsletter blog perfil"},
    },
    "en": {
        "cafe": {
            "place": "cafe bakery roastery coffee-roastery ice-cream-shop coffee-shop tearoom patisserie"
            " coffeehouse coffee-bar tea-house donut-shop",
            "product": "coffee bread cake cookie tea croissant ice-cream pastry brownie cupcake chocolate donut"
            " sourdough",
        },
        "restaurant": {
            "place": "restaurant bar pizzeria pub diner bistro taqueria brewery steakhouse food-truck"
            " ice-cream-truck taco-truck"
            " burger-joint trattoria winery deli",
            "product": "menu pizza burger taco meal-kit dish",
            "service": "catering meal-delivery",
        },
        "food": {
            "place": "supermarket grocery-store farmers-market butcher-shop cheese-shop wine-shop",
            "product": "wine beer sauce hot-sauce olive-oil honey cheese kombucha snack jam spice juice granola"
            " energy-drink jerky pickle",
        },
        "fashion": {
            "place": "boutique shoe-store jewelry-store clothing-store vintage-store",
            "product": "clothing t-shirt shoe sneaker dress bag handbag necklace bracelet earring jacket jean cap"
            " hoodie collection sock watch sunglasses coat skirt jewelry ring backpack sandal swimwear streetwear",
        },
        "fitness": {
            "place": "gym yoga-studio dojo fitness-center climbing-gym dance-studio pilates-studio",
            "product": "protein protein-powder yoga-mat dumbbell bike supplement protein-bar",
            "course": "yoga pilates crossfit bootcamp yoga-class spin-class workout fitness-program",
            "service": "trainer personal-trainer coach coaching",
        },
        "beauty": {
            "place": "salon tattoo-studio hair-salon barbershop spa nail-salon beauty-salon",
            "product": "cream serum shampoo makeup perfume soap lipstick moisturizer sunscreen skincare cleanser"
            " body-lotion nail-polish deodorant",
            "service": "manicure massage facial waxing",
        },
        "tech": {
            "app": "app application software platform tool saas extension game assistant chatbot website plugin",
            "product": "headphone earbud speaker keyboard phone laptop drone camera charger smartwatch robot"
            " gadget tablet mouse monitor desk-lamp",
            "service": "startup",
        },
        "education": {
            "place": "academy school college daycare university driving-school language-school kindergarten",
            "course": "course workshop class bootcamp training masterclass webinar mentorship tutoring lesson"
            " program",
            "product": "book ebook notebook guide planner",
        },
        "real_estate": {
            "place": "real-estate-agency coworking-space coworking",
            "property": "apartment house home condo flat loft townhouse studio-apartment property penthouse"
            " office-space",
        },
        "events": {
            "event": "event festival concert wedding fair conference party exhibition opening grand-opening"
            " tournament race talk market meetup gala show marathon launch-party fundraiser",
            "service": "nightclub dj band",
        },
        "pets": {
            "place": "vet vet-clinic veterinary-clinic animal-hospital pet-shop pet-store dog-daycare"
            " dog-grooming-salon kennel"
            " grooming-salon animal-shelter",
            "product": "dog-food cat-food leash dog-toy pet-toy harness dog-bed dog-treat cat-litter",
            "service": "dog-trainer dog-walker dog-walking dog-training dog-grooming pet-sitting",
        },
        "health": {
            "place": "clinic pharmacy dental-clinic hospital practice dental-practice optician",
            "service": "dentist physiotherapy therapy therapist nutritionist psychologist chiropractor doctor"
            " physiotherapist orthodontist telehealth",
            "product": "vitamin mattress pillow herbal-tea",
        },
        "travel": {
            "place": "hotel hostel campsite resort guesthouse bed-and-breakfast lodge vacation-rental",
            "service": "travel-agency",
            "course": "tour trip cruise getaway excursion city-tour retreat",
        },
        "retail": {
            "place": "store shop flower-shop bookstore bookshop toy-store gift-shop garden-center",
            "shop": "online-store online-shop ecommerce etsy-shop marketplace web-shop",
            "product": "candle plant flower gift furniture toy mug blanket cushion lamp bottle basket bouquet rug"
            " poster planter pot product water-bottle subscription-box box diffuser ceramics",
        },
        "nonprofit": {
            "cause": "nonprofit charity foundation association campaign cause shelter food-bank ngo"
            " fundraising-campaign",
        },
        "services": {
            "service": "agency consultancy law-firm firm service cleaning-service moving-company plumber"
            " plumbing-company electrician lawyer accountant photographer photography photography-studio repair-shop"
            " landscaping insurance architect consultant locksmith translator laundry business company"
            " project marketing-agency design-studio",
            "product": "brand",
            "place": "studio center",
        },
        "general": {"place": "hardware-store", "shop": "channel podcast newsletter blog"},
    },
}

# Words that name the trade of a brief whose noun is not listed or is general ("tienda de ropa").
_TRADE_WORDS: dict[str, str] = {
    "cafe": "cafe coffee espresso latte barista brunch pan bread masa sourdough reposteria pastry cake tarta",
    "restaurant": "comida food cocina kitchen chef menu gastronomia plato dish vegano vegan tapas sushi pizza wine",
    "food": "miel honey aceite olive queso cheese vino wine salsa sauce mermelada jam kombucha",
    "fashion": "ropa moda fashion clothing clothes zapatos shoes outfit look joyas jewelry streetwear talla",
    "fitness": "fitness gym gimnasio entreno workout yoga pilates musculo deporte sport crossfit running",
    "beauty": "tattoo tatuajes tatuaje belleza beauty cosmetica cosmetics piel skin cabello pelo hair"
    " maquillaje makeup skincare uñas nails",
    "tech": "smart inteligente wireless inalambrico bluetooth ergonomico ergonomic"
    " app software tecnologia technology ia ai inteligencia saas gadget automatizacion",
    "education": "curso course aprender learn clases classes idiomas ingles english estudiar study estudiantes"
    " taller workshop formacion",
    "real_estate": "inmobiliaria inmueble vivienda piso hipoteca alquiler realestate property rent mortgage"
    " apartment home-buying",
    "events": "evento event festival concierto concert entradas tickets fiesta party dj",
    "pets": "perro perros gato gatos mascota mascotas dog dogs cat cats pet pets puppy cachorro veterinaria canina",
    "health": "salud health clinica clinic dental dientes teeth paciente patient dolor pain terapia therapy"
    " nutricion bienestar wellness",
    "travel": "viaje viajes travel trip hotel vacaciones vacation holiday turismo tourism playa beach escapada",
    "retail": "tienda shop store regalo gift decoracion decor hogar home artesanal handmade velas candles",
    "nonprofit": "ong donar donate donacion donation voluntarios volunteers solidaridad charity nonprofit refugiados",
    "services": "servicio service empresa company cliente client profesional reparacion repair limpieza cleaning"
    " legal contable accounting marketing",
}

# Grammatical gender where the ending misleads.
_FEMININE = frozenset(
    "app boutique clase ong web flor carne pyme base suite torre serie gala startup expo fe miel red sal luz"
    " crema marca playlist newsletter masterclass guia terapia inmobiliaria".split()
)
_MASCULINE = frozenset(
    "dia mapa programa sistema idioma problema tema planeta clima dentista fisioterapeuta nutricionista"
    " electricista yoga sofa pijama poema diploma terapeuta".split()
)
_FEMININE_ENDINGS = ("a", "cion", "sion", "dad", "tad", "tud", "umbre", "ez")
_PLURAL_LOOKS_SINGULAR = frozenset(
    "gafas auriculares jeans pantalones tapas ceramics sunglasses headphones".split()
)
_SINGULAR_IN_S = frozenset(
    "pilates crossfit business class fitness analisis oasis bus campus express swiss bonus process access"
    " plus series news ecommerce saas ceramics box tenis".split()
) - {"ceramics"}

_PEOPLE: dict[Language, frozenset[str]] = {
    "es": frozenset(
        "jovenes joven madres madre mamas mama padres padre papas familias familia estudiantes mujeres mujer"
        " hombres niños niñas niño chicos chicas adolescentes millennials profesionales emprendedores"
        " emprendedoras deportistas corredores corredoras runners turistas parejas amantes dueños dueñas"
        " principiantes personas gente empresas pymes autonomos freelancers docentes profesores profesoras"
        " oficinistas veganos veganas vegetarianos viajeros viajeras lectores gamers adultos mayores jubilados"
        " novias novios publico clientes clientas vecinos vecinas fans aficionados aficionadas trabajadores"
        " universitarios opositores celiacos embarazadas nomadas creadores influencers ejecutivos ejecutivas"
        " directivos inversores propietarios inquilinos mascotas perros gatos abuelos abuelas bebes pacientes"
        " desarrolladores programadores diseñadores equipos musicos artistas foodies cafeteros golosos".split()
    ),
    "en": frozenset(
        "parents parent moms mom mums dads families family students women men kids children teenagers teens"
        " millennials professionals entrepreneurs athletes runners tourists couples lovers owners beginners"
        " people businesses startups freelancers teachers workers vegans vegetarians travelers travellers"
        " readers gamers adults seniors retirees brides grooms customers clients neighbors neighbours fans"
        " commuters developers designers creators influencers executives managers investors homeowners renters"
        " buyers patients teams musicians artists foodies nomads homebuyers cyclists hikers founders marketers"
        " enthusiasts guests girls boys babies newcomers expats nurses doctors remote-workers shoppers".split()
    ),
}

CITIES = frozenset(
    "madrid barcelona valencia sevilla zaragoza malaga murcia palma bilbao alicante cordoba valladolid vigo"
    " gijon granada oviedo santander salamanca toledo cadiz burgos logroño pamplona donostia mallorca ibiza"
    " tenerife mexico guadalajara monterrey puebla tijuana merida cancun bogota medellin cali barranquilla"
    " cartagena lima arequipa cusco quito guayaquil santiago valparaiso montevideo asuncion caracas maracaibo"
    " habana managua tegucigalpa panama rosario mendoza london manchester bristol leeds edinburgh glasgow"
    " dublin austin boston chicago denver miami seattle portland dallas houston atlanta brooklyn phoenix"
    " toronto vancouver montreal sydney melbourne brisbane auckland berlin paris lisbon rome amsterdam"
    " philadelphia nashville detroit orlando oakland oaxaca cadiz huelva jaen almeria leon gerona girona"
    " tarragona lleida segovia avila cuenca badajoz"
    " albacete castellon marbella benidorm elche cartagena queretaro toluca veracruz acapulco iquitos trujillo"
    " charlotte denver memphis tampa baltimore cleveland pittsburgh sacramento".split()
) | {
    "buenos aires",
    "new york",
    "los angeles",
    "san francisco",
    "san diego",
    "las vegas",
    "ciudad de mexico",
    "san sebastian",
    "a coruña",
    "las palmas",
    "santa cruz",
    "la paz",
    "san jose",
    "santo domingo",
    "san juan",
    "la habana",
    "new orleans",
    "salt lake city",
}


# Someone who says "I am a dentist" speaks of the practice.
PRACTICES: dict[str, str] = {
    "dentista": "clínica dental",
    "psicologo": "consulta de psicología",
    "psicologa": "consulta de psicología",
    "nutricionista": "consulta de nutrición",
    "fisioterapeuta": "consulta de fisioterapia",
    "abogado": "despacho de abogados",
    "abogada": "despacho de abogados",
    "fotografo": "estudio de fotografía",
    "fotografa": "estudio de fotografía",
    "entrenador": "entrenamiento personal",
    "entrenadora": "entrenamiento personal",
    "doctor": "consulta médica",
    "doctora": "consulta médica",
    "arquitecto": "estudio de arquitectura",
    "arquitecta": "estudio de arquitectura",
    "fontanero": "servicio de fontanería",
    "electricista": "servicio de electricidad",
    "consultor": "consultoría",
    "consultora": "consultoría",
    "dentist": "dental practice",
    "psychologist": "psychology practice",
    "therapist": "therapy practice",
    "nutritionist": "nutrition practice",
    "lawyer": "law firm",
    "photographer": "photography studio",
    "trainer": "personal training",
    "personal trainer": "personal training",
    "architect": "architecture studio",
    "plumber": "plumbing service",
    "electrician": "electrical service",
    "accountant": "accounting firm",
    "chiropractor": "chiropractic practice",
    "coach": "coaching",
}


@cache
def nouns(language: Language) -> dict[str, tuple[Kind, str]]:
    """Every noun (accents folded, words of compounds separated by spaces) with its kind and industry."""
    return {
        plain(noun).replace("-", " "): (kind, industry)
        for industry, kinds in _NOUNS[language].items()
        for kind, listed in kinds.items()
        for noun in listed.split()
    }


@cache
def people(language: Language) -> frozenset[str]:
    """Nouns for people, accents folded."""
    return frozenset(map(plain, _PEOPLE[language]))


@cache
def trades() -> dict[str, frozenset[str]]:
    """Industry to the words that speak of it, accents folded."""
    return {industry: frozenset(plain(words).split()) for industry, words in _TRADE_WORDS.items()}


def singular(word: str, language: Language) -> str:
    """The singular of a plural noun (accents folded), other words unchanged."""
    if not is_plural(word, language):
        return word
    known = nouns(language)
    endings = (
        (("ces", "z"), ("es", ""), ("s", "")) if language == "es" else (("ies", "y"), ("es", ""), ("s", ""))
    )
    candidates = [word[: -len(end)] + other for end, other in endings if word.endswith(end)]
    return next((c for c in candidates if c in known), candidates[-1] if candidates else word)


def is_plural(word: str, language: Language) -> bool:
    """Whether a noun (accents folded) stands in the plural, by its ending and the known exceptions."""
    if word in _PLURAL_LOOKS_SINGULAR:
        return True
    if word in _SINGULAR_IN_S or word in nouns(language):
        return False
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def is_feminine(word: str) -> bool:
    """The gender of a Spanish noun (accents folded), by ending and exceptions."""
    base = singular(word, "es")
    if base in _FEMININE:
        return True
    return base not in _MASCULINE and base.endswith(_FEMININE_ENDINGS)
