"""The world that social-media work is about: food, animals, places, trades, things.

The form of the entries is described in `vocabulary`.
"""

from __future__ import annotations

from typing import Final

WORLD: Final[dict[str, str]] = {
    "n.food": """aguacate* ajo almendra* almond* apple* arepa* arroz asado* atun avena avocado* azucar banana*
        barbecue batido* bbq bean beans bebida* beef beer* berries berry bread breakfast brownie* brunch
        burger* burrito* butter cacahuate* cacao cafes cake cakes candies candy canela cappuccino caramel*
        carne carrot* cebolla* cerdo cereza* cerveza* cheese* cherry chicken chile chili chocolate* churro*
        cinnamon cocktail* coco coconut coctel* coffee comida cookie* corn cream crema croissant* cupcake*
        curry desayuno dish dishes dona donas donut* drink drinks dulce dulces durazno* egg eggs empanada*
        encurtid* ensalada* especias espresso fish food fresas frijol* galleta* gambas garlic gelato gin
        ginebra gluten grape* guacamole guiso* ham hamburguesa* helado* hojicha honey huevo huevos ice_cream
        jam jamon jugo* juice* keto kombucha lasagn* latte leche lemon* lentej* lentil* lime limon* maiz
        mango* mani mantequilla manzana* marisc* masa masa_madre matcha meal meal_kit* meals meat melon
        menu_of mermelada* mezcal miel milk muffin* naranja* noodle* nueces nuez nut nuts oat onion* orange
        paleta_helada palta pan_de pancake* papa papas parrilla* pasta pastel pasteles pastries pastry patata*
        peach* peanut* pepper* pescado pickle* pie pies pimiento* pina pineapple pistach* pizza* platano*
        plato platos pollo popsicle* pork potato* protein* quesadilla* queso* ramen receta* recipe* refresco*
        rice ron rosquill* rum salad* salchich* salmon salsa* sandia sauce* sausage* seafood shrimp smoothie*
        snack* soda soft_drink sopa* soup* sourdough spice spices steak stew* strawberr* sugar sushi taco
        tacos tamal* tarta te_verde tea teas tequila tomate* tomato* torta tortas tuna turkey uvas vainilla
        vanilla vegan* vegetarian* vianda* vino* vodka waffle* water_bottle watermelon whiskey whisky wine
        wines yogur* zanahoria* zumo*""",
    "n.animal": """abeja* aguila* alpaca* animal* ave aves ballena* bear bears bee bees bird birds bug buho*
        bulldog butterfl* caballo* cabra* cachorr* cat cats cerdito* conej* cow cows delfin* dinosaur* dog
        dogs dolphin* dragon* duck eagle elefante* elephant* fish_tank fox frog gallina* gatito* gato gatos
        giraffe* goat goats golden_retriever goldfish hamster* hen horse* insect* jirafa* kitten* leon lion
        lizard* llama llamas lobo loro loros mariposa* mascotas monkey* mono_de octopus oso osos oveja* owl
        pajar* parrot* patos penguin* perrito* perro perros pet pets pig pigs pinguin* pug pulpo puppies puppy
        rabbit* rana* rooster serpiente* shark* sheep snake* spider* tiburon* tiger tigre tortuga* turtle*
        unicorn* vaca* whale* wolf zorro""",
    "n.nature": """amanecer arbol arboles arcoiris arena astronaut* atardecer aurora beach* bosque* cactus
        campfire campo cascada* cielo cloud* colina* countryside dawn desert desierto dusk espacio estrella*
        eucalipt* eucalypt* faro faros field fire flor flores flower* fog fogata forest* fuego galaxy garden*
        grass hill hills hoja hojas horizon isla island* islas jardin* jungle lago lake* landscape* lavanda
        lavender leaf leaves lighthouse* lluvia luna mar montana* moon mountain* niebla nieve northern_lights
        nube nubes ocean* paisaje* pasto piedra* plant planta plantas plants playa* pueblo rain rainbow rio
        river* robot rosas rose sand sea selva sky skyline snow sol space star stars stone stones storm sun
        sunrise sunset* tormenta tree trees tulip* underwater valle valley village* volcan* waterfall*
        wind_farm""",
    "n.place": """africa airport alemania almacen apartment* argentina asia australia balcon balcony bano
        barcelona barrio bathroom bedroom berlin biblioteca bogota boston brasil brazil bridge building calle*
        canada cancha caracas casa casas castillo castle cdmx center centre centro chicago chile church cine
        cinema cities city ciudad cocina colombia cordoba costa_rica countries country court cuarto
        departamento* dormitorio downtown dublin ecuador edificio england espana estadio europa europe flat
        france garage garaje germany guadalajara hogar home hospital house iglesia ireland italia italy japan
        japon kitchen latam leeds library lima lisboa lisbon london madrid mall manchester market medellin
        mercado mexico monterrey montevideo neighbourhood office oficina* pais panama paris park parque peru
        piscina piso playground plaza pool poolside porto portugal puente quito ring roma rome room rosario
        santiago scotland sevilla spain square stadium station street* supermarket supermercado sydney teatro
        terrace terraza texas theatre tokyo toronto torre tower town uruguay usa valencia vancouver venezuela
        warehouse york""",
    "n.person": """abogad* abuela* abuelo* accountant* actor actress actriz adviser* agricult* alumno*
        apicultor* architect* arquitect* artist* asesor* athlete* atleta* babies baby bailarin* baker* barber*
        barista* bartender* baterista bebe bebes beekeeper blacksmith* bombero* boy boys cajero* cantante*
        carpenter* carpinter* cashier* ceo cerrajer* chef chefs chica chicas chico chicos child children
        client cliente clients coach* cobbler* cociner* comedian* conductor* consultant* consultor* contador*
        cook cooks corredor* costurer* couple customer* dad dads dancer* dentist* desarrollador* designer*
        developer* disenador* doctor* donante* donor* driver* drummer electrician* electricist* emplead*
        employee* enfermer* engineer* entrenador* escritor* estudiante* familia* family farmaceutic* farmer*
        firefighter* fisherman florist* fotografo* founder* freelancer* fundador* gamer* gerente* girl girls
        grandma grandmother grandpa granjer* guide hairdresser* herrer* hombre hombres ingenier* kids king
        lawyer* locksmith* maestro* mama mamas man manager* marinero* mecanico* mechanic* medico* men mom moms
        mujer mujeres mum mums musician* musico* nina ninas nino ninos nun nurse* padres painter* papas pareja
        parejas parent parents pastry_chef patinador* peluquer* people_with pescador* pharmacist*
        photographer* pilot piloto pintor* pirata* pirate* plomer* plumber* police policia priest princesa*
        princess* profesor* psicolog* psycholog* queen realtor* repartidor* runner* sailor* seamstress singer*
        skater* soldier* student* superhero* tailor* teacher* teen teenager* teens terapeuta* therapist*
        trabajador* trainer* vampire* vet veterinari* vets voluntari* volunteer* waiter* wizard* woman women
        worker* writer* zapater*""",
    "n.wear": """abrigo* algodon anillo* apron arete* backpack* bag bags bandana* barba beard bikini* bolso*
        boot boots bota botas bracelet* bufanda* cabello calcetin* camisa* camiseta* cap cartera_de chamarra*
        champu chaqueta* clothes clothing coat* collar* cotton cream cuero delantal denim dress dresses
        earring* esmalte falda* fashion_line fragranc* gafas gorra* gorro* hair handbag* hat hats heel heels
        hoodie* jacket* jean jeans labial lana_de leather lenceria lentes_de linen lingerie lino lipstick
        makeup maquillaj* mascara_de mochila* nail_polish necklace* outfit* pantalon* pants pelo pendient*
        perfume* playera* protector_solar pulsera* reloj* retinol ring rings ropa sandal* scarf seda serum
        shampoo shirt* shoe shoes shorts silk skincare skirt* sneaker* sock socks sombrero* streetwear
        sudadera* sueter* suit sunglasses sunscreen sweater* swimsuit* t_shirt* tacon* tattoo* tatuaj* tee
        tees tenis thrifted traje underwear uniform* vestido* vintage_clothes watch watches wool zapatilla*
        zapato*""",
    "n.thing": """acero air_fryer* alfombra* almohada* artesan* aspiradora* auricular* auto autos avion* ball
        barco* battery bed bici* bicycle* bike bikes blender* board_game* boat book books botella* bottle* box
        boxes bus buses caja cajas camera_lens camion* can_of candle* car caries carpa carpet* carro carros
        cars cavity celular* cepillo* ceramic* chair* coche coches colchon* computadora* computer* consola*
        console* couch cuaderno* cuchillo* cup cups curtain desk desks diente* doll drill dron drone* drum
        drums earbuds ebook* escritorio* fork frasco* freidora* fridge furgoneta* furniture glass gold guitar*
        hammer handmade headphones herramienta* horno* house_plant houseboat* jabon* jar jars juguete* key
        keyboard knife knives lamp lampara* lamps lapiz laptop* lata latas lavadora* libro libros licuadora*
        llanta* luggage madera maleta* marble marmol martillo mattress* mesa mesas mirror mixer moto
        motorcycle* motos movil moviles mueble* mug mugs muneca* nevera notebook* olla* oro oven packaging pan
        panel* papel paper paraguas patineta* pen pencil phone phones piano pillow* pizarra plane plastic
        plastico* plata_de pot pottery pressure_cooker puzzle* refrigerador* rug scooter* silla* silver
        skateboard* slate soap* sofa* solar_panel* steel stool table tablet* taladro* taza tazas teclado teeth
        televis* tent ticket tiny_house* tire tires toaster* tool tools tooth toothbrush tostadora* toy toys
        tractor* train trains truck trucks tub tv tyre* umbrella* vacuum van vaso vasos vela velas violin
        washing_machine wood""",
    "n.field": """accounting ahorro ai ajedrez alergia* allergies allergy alquileres ansiedad anxiety app apps
        art_gallery astrologia astrology autos_electric* ayuno baile baking basketball beauty belleza
        bienestar birdwatching blood_donation boda bodas budgeting burnout camping carpinteria charity
        chemistry chess ciclismo cine climate climbing cocina comedy_club contabilidad cooking costura crianza
        cripto* crochet crossfit crypto cycling dancing decoracion delivery derecho diet digestiv* divorce*
        divorcio* donacion* donation* ebike* educacion education electric_car* embarazo energia energy
        ensenanza envios escalada esports fashion fasting finance finanz* fitness football fotografia_de
        funeral* futbol gaming gardening gut health hiking hip_hop hipoteca* history home_decor housing hr ia
        idiomas impuestos inmobiliari* insurance interior_design inversion* invest_in jardineria jazz knitting
        language_school law legal loan loans logistica logistics meditacion meditation mental_health
        minimalism minimalismo moda mortgage* movies museum music_industry natacion nft nfts nonprofit
        open_roles padel parenting pension* photography physics pickleball pilates podcasting politica
        politics pregnancy prestamo* real_estate reciclaje recruitment recycling remote_work rents reposteria
        rock running saas salsa_dance salud salud_mental savings seguros self_help sewing shipping
        side_hustle* skate sleep soccer software solar sostenible* spirituality startup* sueno surf surfing
        sustainab* sustentab* swimming tarot taxes teaching tech tecnologia tejido teletrabajo tennis theatre
        tiny_houses tourism travel true_crime turismo vacantes viajes videojuego* vivienda volunteering
        wedding* wellness woodworking yoga""",
}  # fmt: skip
