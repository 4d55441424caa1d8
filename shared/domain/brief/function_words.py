"""Words that frame a noun phrase in a brief, accents folded, both languages together."""

from __future__ import annotations

POSSESSIVES = frozenset("mi mis nuestra nuestro nuestras nuestros my our".split())
ARTICLES = frozenset("el la los las un una unos unas the a an this this these esta este estos estas".split())
TRIGGERS = frozenset(
    "promocionar promocione promocionando promociona promo anunciar anuncia anunciando vender vende vendo vendemos"
    " lanzar lanzamos lanza lanzando lanzamiento presentar presenta presentando sobre acerca promocion publicidad"
    " publicitar promover promueve tengo tenemos abrimos abro somos ofrezco ofrecemos mostrar muestra mostrando"
    " promote promoting advertise advertising sell selling launch launching market marketing about introduce"
    " introducing showcase showcasing run running own present presenting have opened opening announce announcing"
    " made make".split()
)
LINKS = frozenset("para de del for of".split())
STOP = frozenset(
    "en para con que por y e o donde cuando se es son esta hay al llamada llamado llamadas llamados ubicada ubicado"
    " usando como mas muy pero si porque mi tu su me te le lo nos antes despues desde hasta sobre entre cada solo"
    " ya tambien tengo somos quiero necesito dirigido dirigida pensado pensada destinado hecho hecha hechos hechas"
    " in on at for with that which who where when and or but is are was called named located using by to from"
    " as we i you it they please so because need want make about into of the a an my our this these it's has have"
    " explicando mostrando anunciando ofreciendo explaining showing offering announcing aimed targeting helps".split()
)
NOT_SUBJECTS = frozenset(
    "video videos guion guiones script scripts reel reels short shorts tiktok clip spot anuncio ad ads post posts"
    " contenido content historia historias story stories campaña campana pieza instagram youtube facebook linkedin"
    " cuenta redes dia dias semana mes fin verano navidad segundos segundo minutos seconds second minutes"
    " minute publico audiencia audience cliente clientes tono tone marketing promocion lanzamiento descuento"
    " discount offer oferta ofertas something algo favor hook gancho call captions testimonio testimonios"
    " testimonial testimonials tutorial tutoriales review copy texto idea ideas one uno social media".split()
)
LEADING_ADJECTIVES = frozenset(
    "nueva nuevo nuevas nuevos pequeña pequeño primera primer gran mejor mejores".split()
)
GENERAL = frozenset(
    "empresa negocio marca proyecto servicio producto articulo company business brand project product service"
    " campaign campaña causa cause box caja programa program show obra market event evento".split()
)
VERBS = frozenset(
    "opens sells offers makes serves needs wants does gives closes starts uses lets brings turns gets helps comes"
    " works can will would should could must may do go get give let show use help open close start lasts includes"
    " features has have had looks looking based near today tomorrow now here there again every all both"
    " under over during without between within before after until than then too also just only".split()
)
CONTAINERS = frozenset("collection box bottle line range set basket".split())
FIXED_TAILS = (
    ("a", "domicilio"),
    ("a", "medida"),
    ("sin", "gluten"),
    ("sin", "azucar"),
    ("sin", "alcohol"),
    ("hecha", "a", "mano"),
    ("hechas", "a", "mano"),
    ("hecho", "a", "mano"),
    ("hechos", "a", "mano"),
    ("para", "perros"),
    ("para", "gatos"),
    ("para", "mascotas"),
    ("para", "bebes"),
    ("en", "linea"),
)
