"""A small bilingual thesaurus: words of Spanish and English that mean about the same in social-media work."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from shared.domain.text import stem

# One concept a line: folded words; `*` at the end marks a prefix.
CONCEPTS: Final = """
cafe cafes cafeteria cafeterias coffee barista espresso capuchino cappuccino latte
te tea matcha infusion
panaderia panadero pan bakery bakeries baker bread reposteria pastry pasteleria
restaurante* restaurant* comedor bistro taqueria pizzeria diner eatery trattoria
comida food comer eat eating gastronomia gastronomico cocina cooking kitchen culinary
hamburguesa* burger* hamburger*
cerveza* beer* cerveceria brewery birra
vino* wine* bodega winery vinedo
bebida* drink* beverage* refresco
helado* heladeria icecream gelato
bar bares pub pubs taberna cocteleria cocktail* coctel*
postre* dulce* dessert* sweet* cake* pastel* torta* chocolate* galleta* cookie*
tienda* store* shop shops comercio* boutique local almacen retail
ropa clothing clothes apparel moda fashion vestido* dress* camiseta* shirt* prenda*
zapato* shoe* zapatilla* tenis sneaker* calzado footwear
joya* joyeria jewel* bisuteria
gimnasio* gym* gyms fitness entrenamiento entrenar workout* training trainer entrenador*
yoga pilates meditacion meditation meditar
salud health healthy saludable* bienestar wellness
dentista* dental dentist* odontolog* diente* teeth tooth
medico* medica* doctor* clinica* clinic* hospital*
belleza beauty cosmetic* maquillaje makeup skincare piel skin
peluqueria* peluquer* barberia* barber* hairdresser* salon* cabello pelo hair haircut*
nail nails manicura manicure
perro* dog dogs cachorro* puppy gato* cat cats mascota* pet pets veterinari* vet vets
planta* plant plants jardin* garden* flor flores floristeria flower* florist*
casa* hogar home homes house houses vivienda* inmobiliari* apartment* departamento* piso
mueble* furniture sofa sofas decoracion decor interiores interior
coche* carro* auto autos car cars vehiculo* vehicle* automovil*
bicicleta* bici bicis bike* bicycle* ciclis* cycling
viaje* viajar travel* trip trips turismo tourism vacaciones holiday* vacation*
hotel* hostal hostel* alojamiento lodging
playa* beach* costa coast seaside
montana* mountain* senderismo hiking
dinero money finanzas finance* financier* financial plata cash ahorro* saving*
banco* bank banks fintech credito* credit prestamo* loan*
seguro* insurance
abogad* lawyer* bufete legal attorney*
curso* course* clase* class classes taller* workshop* aprender learn*
escuela* school* universidad university educacion education colegio college
libro* book books lectura reading novela* novel*
musica music cancion* song* sonido* sound* audio* tune*
baile* dance* danza bailar dancing
juego* game* gaming videojuego* gamer*
deporte* sport* futbol football soccer partido match
nino* nina* kid kids child children infantil
madre* mama mother* mom mum mums maternidad motherhood
padre* papa father* dad dads
familia* family families
mujer* woman women femenin* female
hombre* man men masculin* male
joven jovenes young youth adolescente* teen* juvenil
boda* wedding* novia bride matrimonio
fiesta* party parties celebracion celebrat* aniversario anniversary cumpleanos birthday
navidad christmas xmas
verano summer
invierno winter
otono autumn fall
primavera spring
ecologic* sustainable sostenible sustentable sustainab* reciclaje recycl* eco verde green
tecnologia technology tech software app apps aplicacion digital
empresa* company companies business negocio* firma startup* emprend* entrepreneur*
marca* brand brands branding
cliente* customer* client clients clienta*
producto* product products
servicio* service services
precio* price prices pricing coste costo cost
oferta* offer* descuento* discount* promo promos promocion* promotion* rebaja* sale deal deals
gratis free gratuito
venta* vender sell selling sales vendo
comprar buy buying compra* purchase*
nuevo* nueva* new novedad* novel
abrir apertura inauguracion opening open abrimos inaugural
lanzamiento* lanzar lanza launch* estreno* premiere* release*
video videos reel reels clip clips tiktok tiktoks short shorts spot spots film films pelicula* movie* vid
historia* story stories relato* storytelling
guion guiones script scripts libreto screenplay
escena* scene* plano planos shot shots
gancho* hook hooks
subtitul* caption* subtitle*
narracion narrar narrat* locucion voiceover voz voces voice voices
imagen* image* foto* picture* photo* ilustracion* illustration* visual*
cartel* poster* afiche* flyer* banner* volante*
portada* cover covers miniatura* thumbnail* caratula*
disen* design*
color* colour*
tendencia* trend* viral virales moda trending
hashtag* etiqueta* tags
campan* campaign*
presupuesto* budget*
calendario* calendar* cronograma* schedule* timeline*
estrateg* strateg* plan plans planes
publicar publica publish* publicacion* post posts posteo*
redes network* social sociales
seguidor* follower* audiencia audience publico
influencer* creador* creator* embajador* ambassador*
escribir escribe escribeme redact* write writing writer* escrito written
crear crea crea create* creating make makes making hacer haz hazme
divertid* funny fun humor humour gracios* chiste* joke* comedia comedy
emotiv* emotional emocion* emotion* conmovedor* touching
corto* cortos brief breve breves shorter
largo* long longer
rapido* quick quickly fast rapida
segundo* second seconds sec secs seg segs
semana* week weeks weekly
mes meses month months monthly
hoy today ahora now
manana tomorrow
barato* cheap economico* affordable
lujo* luxury premium luxurious
artesan* handmade craft crafts crafted artisan*
limpieza cleaning clean limpiar laundry lavanderia launderette
competencia competidor* competitor* rival*
gracias thanks thank
hola hello hi
ayuda* help helps
""".strip()


@lru_cache(maxsize=1)
def _index() -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]]:
    exact: dict[str, tuple[int, ...]] = {}
    prefixes: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(CONCEPTS.splitlines()):
        for entry in line.split():
            table, key = (prefixes, entry[:-1]) if entry.endswith("*") else (exact, entry)
            if number not in table.get(key, ()):
                table[key] = (*table.get(key, ()), number)
    return exact, prefixes


@lru_cache(maxsize=16_384)
def concepts_of(word: str) -> tuple[str, ...]:
    """The concepts of a folded word, each named by its first entry; the longest prefix decides."""
    exact, prefixes = _index()
    found = exact.get(word) or exact.get(stem(word))
    if found is None:
        lengths = range(len(word), 2, -1)
        found = next((prefixes[word[:n]] for n in lengths if word[:n] in prefixes), ())
    return tuple(_names()[number] for number in found)


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    return tuple(line.split()[0].rstrip("*") for line in CONCEPTS.splitlines())
