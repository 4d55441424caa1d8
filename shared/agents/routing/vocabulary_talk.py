"""How it is said, and what is no work at all: numbers, businesses, follow-ups, small talk, daily life.

The form of the entries is described in `vocabulary`.
"""

from __future__ import annotations

from typing import Final

TALK: Final[dict[str, str]] = {
    "t.now": """actual* ahora ahora_mismo at_the_moment current* esta_semana este_mes este_momento estos_dias
        hoy lately latest momento now reciente* right_now these_days this_month this_week today ultim*""",
    "t.question": "como cual cuales cuando cuanto donde how que quien what whats when where which who why",
    "t.duration": """10_s 15_s 15_secs 20_s 25_s 30_s 35_s 40_s 45_s 50_s 60_s 90_s a_minute cortita cortito
        dos_minutos half_a_minute half_minute medio_minuto menos_de_un_minuto minute minutes minutito minuto
        minutos one_minute sec second seconder seconds seconds_tops secs seg segs segundo segundos two_minutes
        un_minuto under_a_minute""",
    "t.each": "a_week cada every per_week por_semana semanal weekly",
    "t.business": """abogad* academ* accountant* acuario aerolinea* agency airline* app aquarium autolavado
        baker* banco band banda bank bar barber* beer bicis bicycle bike boda bodas bodega bookshop bookstore
        boots brand brewery bufete business butcher* cafe cafeteria candle* car_wash carnicer* catering
        ceramic* cerrajer* cervecer* cerveza charity chocolat* clinic clinica clinics clothing co_working
        coffee colchon* colegio company construct* contador* cosmetic* course coworking cripto crossfit crypto
        curso dentist* distiller* dj ecommerce empresa energia energy escape_room escuela* estudio* farm
        farmac* fashion_brand ferreter* fintech fitness floreria* florist* food_truck fundacion* furniture
        galeria gallery gamer gaming garden* gestoria gimnasio granja groomer* gym hardware helader* hiking
        hospital hostal hostel hotel ice_cream inmobiliari* insur* jabon* jardin* jewel* joyer* jugueter*
        lawyer* libreria* loans locksmith* logistica logistics makeup maquillaje marca mascotas matcha
        mattress* mecanic* mechanic mortgage* muebles museo* museum* musician* nail nails negocio ngo
        nonprofit* ong panader* pasteler* peluqueria pension* perfume* pet pets pharmac* pilates pizza
        pizzeria plantas plants plomer* plumber* podcast_studio pottery prestamo* puesto ramen real_estate
        realtor* refugio resort restaurant restaurante ropa running saas salon school* segur* shelter shop
        skincare sneaker* soap* sofa solar spa startup store studio sushi taco tacos taller* taqueria
        te_matcha tea teatro tenis tequila theater theatre tienda toy toys travel_agency unas universidad*
        universit* vela velas vet veterinari* videojuego* vinedo vineyard vino wedding* wine winery yoga
        zapat* zoo""",
    "d.done": """acabado acabamos all_set already already_up approved aprobad* been_up complete cortado
        cut_and done done_and editado_y edited existente existing filmed finished good_to_go got_a grabado
        grabe have_a_video hecho i_posted i_uploaded i_ve_got in_the_can is_out is_up it_s_done it_s_edited
        just_finished lista listo old polished posted posted_it publicad* publiqu* published put_up_yesterday
        quedo quedo_listo ready recien salio shot subi subimos_ayer tengo_el tengo_un_video terminad*
        terminamos uploaded viejito viejo we_cut we_posted we_put went_up wrapped wrapped_up ya ya_esta
        ya_salio ya_tengo""",
    "f.more": """add again agrega another atrevido bigger bolder braver briefer brighter calmer cambia
        cambialo casual change change_the_date cheesy colder con continue cursi darker el_precio en_vez
        feel_like finish_it for_dentists formal funnier further go_on griton half_as hazla hazlo include
        incluy* instead_of it_should keep_the leave_out less longer loosen looser louder make_it mas mas_lejos
        menciona menos mention more nope not_bad omit omite one_more opcion option otra otra_vez otro
        otro_intento ponle prueba put_it que_sea que_suene quedate quita quitale redo_the remove salesy
        shorter should_sound shouty sigue simpler sin smaller softer stay_with swap terminalo that_s_the_one
        the_price tighter try twice una_mas variant* variant_of version version_for warmer with without""",
    "f.that": """aquel aquella el_segundo esa esas ese ese_mismo eso esos esto first_idea first_one it la las
        lo los primera second_idea second_one segunda segunda_idea tercera that that_one them this_one those
        those_three""",
    "c.greet": """buen_dia buenas buenas_tardes buenos_dias good_afternoon good_evening good_morning
        good_night greetings hello hey heyy hi hiya hola holaa how_are_you howdy morning que_tal saludos sup
        whats_up yo_there""",
    "c.thanks": """agradec* appreciate* bravo buen_trabajo cheers crack de_nada good_stuff gracias great_job
        legend nice_one no_worries sos_un star ta thank thanks thx ty welcome you_re_welcome you_rock""",
    "c.bye": """adios ahorita_vuelvo brb bye chao chat_equivocado chau con_eso_basta descansa good_night
        gotta_go hasta_luego hasta_manana ignora_eso ignore_that later luego_te nos_vemos oops see_you sleep
        that_ll_do ups wrong_chat ya_vuelvo""",
    "c.chat": """aburrido are_you birthday bored bot bus can_you_speak cansada cansado cantame chiste
        como_funcionas como_te_llamas cracked_me cumpleanos did_you_see do_you_like do_you_speak entiendo
        eres_un eres_una feelings feliz funny_guy hablas haha holding how_do_you_work human humano i_hate
        i_love_my i_used_to jaja jajaja jajajaja jeje joke lol lonely lucky me_encanta_mi me_mato_de mood
        no_idea odio opinas oye_sabes persona_real pobre poor_guy que_puedes quien_eres robot sad sentimientos
        sing_me story_time te_cuento te_gusta think_of tired triste understand viste what_can_you who_are_you
        xd yo_era your_name""",
    "c.vague": """acepto_sugerencias advice after algo algo_divertido apenas_empezamos asked_me ayuda ayudame
        best_shot better_results bonito busco_algo by_tomorrow chulo clientes consejo consejos contenido_para
        cool cosa cosa_va cosas cosas_en_internet crecer customers dead_page dunno empezar encargate_de_mis
        favor favor_de favour followers get_going get_started going_nowhere going_well grow hacemos hand
        handle_this help i_m_a ideas im_a impact impacto improve_my just_started look_after los_demas_tienen
        mano_con marca_personal marketing maybe me_pidio mejorar_mi mejores_resultados my_online_stuff new_to
        nice no_nos_conoce no_se not_sure number_one numero_uno open_to_suggestions pagina_esta para_manana
        people_dont_know please_advise por_donde pregunta problem problema question quiero_empezar
        quiero_mejorar recomiendas regular seguidores sell slow_business so_so something something_fun
        sorprendeme soy start_from stuff suit_us surprise take_care_of_my_online tal_vez thing things
        things_are tips trabajar_contigo vender want_to_start we_do we_make what_others what_s_next what_suits
        where_do_we where_to_go""",
    "c.offtopic": """acciones aeropuerto airport alarm alarma aleman appointment autobus blood_test book_a
        book_me borra_mis boss bus_goes calcula* capital carta carta_de cerca_de_aqui chemistry cita clima
        code codigo contrasena corbata correo cover_letter cuenta_de_usuario curriculum cv deberes delete_my
        duele elecciones election email_to en_alquiler enfermo ephemeral error excel factura fiebre fisica
        flight fotosintesis frances french game_last ganador german girlfriend headache hipotecas_para
        historia_de_roma history homework horas_es how_old human_agent hurts impresora informe_medico invoice
        iva japanese japones jazz jefe kilo la_renta letter lights lluvia log_in login luces mancha matematic*
        math maths mean medical_report meeting* mesa_para mi_computadora mis_vacaciones my_holiday my_laptop
        my_taxes my_will near_here need_a_lawyer novia partido password pelicula_ver photosynthesis physics
        pizza_para plomero plumber poem poema precio_de presupuesto_para_reformar printer python que_edad
        quimica rain raiz receta_de recipe_for renuncia reserva* resignation restaurante_cerca resume_for
        reunion* root sangre_analisis serie_para shares significa soporte spreadsheet sql stain stocks
        subscription support suscripcion table_for telefono telephone temperatura tesis testamento thesis
        to_rent tortilla traduccion train tren tv_show un_abogado vat vino_para vitamin* vuelo weather
        what_time_is won""",
    "t.number": """cien cinco cuarenta cuatro diez doce docena dos dozen eight fifteen fifty five forty four
        hundred mil nine nueve ocho one quince seis sesenta seven siete six sixty ten thirty three treinta
        tres twelve twenty two veinte""",
    "c.family": """a_friend abuelo aunt baby bebe boyfriend brother casero cousin dad daughter esposa esposo
        father_in hermana hermano hija hijo husband kid_s landlord marido mi_amiga mi_amigo mis_hijos mom
        mother_in mum my_friend my_kid my_kids neighbor neighbour novio papa prima primo roommate sister son
        tia tio un_amigo uncle vecina vecino wife""",
    "c.tech": """alexa algorithm_even almacenamiento android archivos_del auriculares base_de_datos bash
        bateria battery bluetooth bug cargador celda cell charger chart_won compile congela_mi crash* css
        database disco_duro docker excel formula freezes_up freezing git hard_drive headphones html instal*
        ios iphone jack java javascript keyboard laptop memory mouse pc printer python regex rename renames
        renombre router screen_cracked screen_time se_congela server servidor siri software_bug spreadsheet
        storage teclado update_my usb video_call videollamada voice_assistant wifi windows zoom_call""",
    "c.account": """ajustes_de api_key atencion_al balance_on billing billing_team browsing_history cancel_my
        cancela_mi charge_me charged cobraron cobro colleague companero company_hiring configuracion
        contrata_gente credit_card customer_service dark_mode deja_de_mandar desuscrib* devolucion
        do_you_store downgrade espacio_de_trabajo facturas forward_my foto_de_perfil free_trial gdpr
        guardas_mis hiring historial iniciar_sesion invite_a invito_a language_settings licencias logout
        metodo_de_pago mi_cuenta mi_perfil mis_datos mis_facturas my_account my_data my_invoices my_plan
        my_profile notificaciones notifications pay_by permisos permissions privacidad privacy privad*
        profile_picture prueba_gratis que_plan reembolso refund saldo seats settings sign_in signin
        stop_sending store_my tarjeta_de_credito terminos_del_servicio terms_of_service trial tu_empresa
        two_factor unsubscribe upgrade_my verific* which_plan workspace your_company""",
    "c.life": """allergic almuerzo alquiler aparcar ascensor autopista avion back_hurts balance_due
        band_playing barco basketball bathroom bed_rest bicycle_chain birthday_gift boat boiler broken
        bus_route cafetera caldera calefaccion calorias calories cama cana_de car_brakes car_s_brakes cartera
        cena ceno clean_my closet coastal cocina cocinar coffee_machine cold_and concert concert_tickets
        concierto cook cortinas cough curtain curtains cv de_arriba dentist_appointment dentist_hurts diet
        dieta dinner_for disertacion dissertation divorce_papers doctor_s_appointment dog_s dress_for
        driving_licence drums_lesson earthquake egg elevator elogio entradas_al entradas_para_el equipaje
        escenario espalda estacion* eulogy exam examen farmacia_abierta fever fiesta_ayer fishing flight_to
        flights football fotomaton frenos futbol garden_hose gas_station gasolinera gift gift_for got_lost
        gotera grapes groceries guitar_tuning guitarra hambre heating highway holiday_soon homework hotel_en
        hotel_in huevo hungry infeccion infection insurance_claim keys kitchen knee knitting_needle lampara
        landlord_about laundry lavar leak lease licencia_de_conducir lights_off llanta llaves luggage_lost
        lunch match match_on me_perdi meditate metro mi_gato mi_perro mortgage_rates mosquitoes movie_tonight
        museum_opening museum_ticket muy_fuerte my_cat my_dog navy neighbour neighbour_noise obra_del_cole
        pantalon pantalones paquete parcel parking partido_de pasaporte passport pesca pharmacy_open
        photo_booth piano picnic plane plants_dying plumbing polaroid post_a_letter post_office prescription
        projector propina proyector receta_medica recipe recordatorio recuerdame regalo_para regar remind_me
        reminder rent rent_a renta_de rodilla roto ruta_de_bus ruta_del_bus ruta_equivocada rutina_de salario
        salary school_play sed serie_nueva series_plot shoes_hurt sleep sleepy soccer sore stage stairs storm
        subway sueno supermercado tangled tarea_de tax_return taxi teatro_del terremoto thesis thirsty
        tickets_to tip_on tire_flat toca_la_banda too_loud toothache tormenta tos train_to tram tren_a
        trousers umbrella_lost upstairs uvas vacaciones vacation_to vaccination vaccine vacuna violin visa
        votos vuelos wallet wardrobe water_the wedding_vows workout wrong_route""",
    "c.knowledge": """alcald* ancient antigu* army ayuntamiento batalla battle bolsa_de_valores book_by
        calentamiento capital_of celsius century cervantes ciencia city_council climate cohete congress_vote
        constitution convert_3 cuanto_mide cuantos_habitantes currency darwin definicion definition
        diferencia_entre difference_between dinosaur* distance_to distancia egipto egypt einstein ejercito
        election_results es_legal exchange_rate explain_inflation fahrenheit galaxy general_election global
        gluten gramatica grammar guerra how_far_is how_many_people how_tall inflacion inflation interest_rates
        is_it_legal kilometres kilometros king law_on luna mayor miles_to minister ministro mona_lisa moon
        movie_plot museum_of napoleon novel novela obama parlamento parliament planet planeta plot_of
        poblacion population por_que_el president presidente prime_minister protest protesta que_significa
        queen quien_dirigio quien_diseno quien_escribio quien_gano quien_invento quien_pinto reina rey rocket
        roman romano science senate shakespeare share_price siglo sinonimo soy_sauce spelling_of stand_for
        stock_market supreme_court synonym temperaturas temperatures tipo_de_cambio town_hall traduce_la
        trama_de translate_the trump volcan volcano war warming what_does_stand_for who_designed who_invented
        who_painted who_ran who_won who_wrote why_do why_is""",
}  # fmt: skip
