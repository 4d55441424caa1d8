"""The routing lexicon: what the verbs and nouns of social-media work say about the work wanted.

An entry is a folded word (`reel`), a prefix (`guion*`) or a phrase joined by underscores (`voz_en_off`, whose
parts may be prefixes). Classes mix Spanish and English, so that what is learnt in one serves the other. A
word may be in several classes: what it means beside other classes is left to the trained weights.
"""

from __future__ import annotations

from typing import Final

# Classes starting with `v.` are kinds of doing, `o.` what it is done to, `t.` and `d.` how, `c.` small talk.
CLASSES: Final[dict[str, str]] = {
    "v.write": """escrib* reescrib* redact* guioniz* guionic* rewrit* write* writing written draft* reword*
        word worded wording rephras* compose* componer transcrib* relat* narr* monolog* propon* propos*
        inventa* come_up desarroll* elabor* suggest*""",
    "v.speak": """digo decir diga digan dice say says saying speak talk hablar hablarle hablo a_camara
        to_camera on_camera the_camera la_camara que_digo que_decir contar contando cuentalo presentador*
        presenter* spokesperson vocera host lineas lines speech discurso""",
    "v.revise": """acort* alarg* bajalo bajarlo cort* mejor mejora* cambi* corrig* corrij* ajust* adapt*
        traduc* translat* shorten* trim* cut fix* tidy punch tighten chang* improv* rehac* redo rehaz modific*
        tweak* polish* pule pulir""",
    "v.make": """haz hazme hace haceme hacer hacerme hago haga haya hagan crea crear creame cree creen arma
        armar armame arme armes prepara* make makes making create* creating build* put_together do prepar*
        convert* convierte turn transform* pasa pasame whip set_up quiero_un quiero_una necesito_un
        necesito_una""",
    "v.design": """sketch* boceto* blur* borros* maquet* mock_up resize* redimension* upscal* vectori* enmarc*
        silueta disen* ilustr* dibuj* pint* retoc* design* draw* drawing illustrat* paint* retouch* recolo*
        crop* recort* colorea* brighten* aclara* sketch""",
    "v.render": """resize* redimension* compress* comprim* upscale* trim_the_first recorta_los animate* anima_
        animame vectori* burn_in transition* transicion* metraje b_roll dub dubbed doblar doblaje dobla
        render* export* monta montado montaje montame ensambl* produce* produzc* producir producil* producelo
        prod sintetiz* synthes* assembl* stitch* join une unir edita editar editame edit editing edited
        editado master* descarg* download* bajamelo entregame deliver* final_video video_final video_file
        video_terminado finished_video_file correccion_de_color colour_correct* color_correct* quemados burn*
        footage en_video_ya file archivo""",
    "v.record": """graba grabame grabalo grabar grabado_con locut* locuc* record* recording lee leelo lea
        leyendo leer read reading narrate* narrar narralo voz_femenina voz_masculina female_voice male_voice
        with_a_voice ponle_voz con_voz voz_de voz_grave deep_voice warm_voice voz_calida audio_file
        sound_file""",
    "v.scan": """busca buscar busco buscame rastre* escane* analiz* analis* analy* investig* monitor* explor*
        detect* descubr* identific* averig* mide medir compara* scan* find discover* research* sweep* barrido
        dig measure* keep_an_eye ojo_con echale_un vigil* evalua* evaluat* radar informe report digest reporte
        encontra* encuentra* track* spot_emerging rastrea* recopil* gather* pulse pulso compare*""",
    "v.publish": """publico publicar publique publicarlo publicacion publica publicamos publish* subo subir
        suba subirlo upload* post_this post_it i_post do_i_post posting drop dropping soltar suelto release*
        sacar saco sacarlo lo_saco la_saco debut* estrenar""",
    "v.spread": """difund* difus* distribu* amplific* amplif* propag* sembr* siembr* seed* spread* viraliz*
        compart* share shared shares sharing repost* impuls* empuj* boost* push* mover muevo move movelo
        despeg* taking_off take_off takes_off circul* expand* escal* scale* corra_la_voz word_gets reenvi*
        forward* relanz* relaunch* reimpuls* revive* reactivar_un second_life second_wind segundo_empuj*
        explote alcanz* llegue_a llegue_lejos travel_far go_viral hacer_viral haga_viral se_haga_viral
        make_viral going_viral_plan crecer_mas mas_pantallas more_screens vuelta_al_mundo round_the_world
        pasos steps get_it_in_front more_people_to mas_gente_vea mas_gente""",
    "v.run": """lanza lanzar lanzo lanzame launch* coordin* orquest* orchestrat* gestion* manag* organiz*
        organis* planific* planea* plan plans planning planned planeo administr* dirig* encarg* take_care
        take_over handle* lead run running asigna* assign* reparte repart* split allocat* programa programar
        programame schedule* prepara_la montar monta_una own_the roll_out roll poner_en_marcha pon_en_marcha
        sincroniz* sync correr estructura* structure* oversee supervis* llevame lleva""",
    "v.control": """paus* reanud* retom* cancel* deten* detuv* fren* parar paramos stop* halt* resume activ*
        arranc* apag* congel* freez* extiend* extend* cerrar cierra cerra close* restart* reactiv* postpon*
        pospon* adelant* atras* bring_forward switch_off switch_on turn_off turn_on green_light luz_verde
        kick_off reprogram* reschedul* duplic* hold_it approve* aprueb* apruebo go_live""",
    "v.measure": """estado status rendimiento performance perform* desempen* result* metric* kpi* como_va
        como_van como_marcha marcha numeros numbers cifras figures how_is how_s doing cuanto_llevamos
        cuanto_va cuanto_queda cuanta_plata money_left cash_left how_much resumen_final final_summary roi
        conversion*""",
    "o.script": """guion* gion* guon libreto* script* scirpt* screenplay storyboard* storytelling
        dialog* monolog* sketch skit sinopsis parlamento* lines escaleta testimonial hablada hablado
        spoken""",
    "o.scene": "escena* scene* plano planos shots shooting toma tomas",
    "o.hook": """gancho* hook hooks apertura* opener* opening_line intro introduccion primeros_tres
        first_three first_seconds call_to_action llamada_a_la_accion cta remate punchline closing_line
        cierre_del comienzo arranque_del_video opening_of_the_video start_of_the_video inicio_del_video""",
    "o.narration": """narrac* narrat* voz_en_off voice_over voiceover voice_overs off voice_text
        texto_de_la_voz texto_narrado monologo locutor""",
    "o.caption": """subtitul* caption* subtitle* rotul* texto_en_pantalla textos_en_pantalla sobreimpres*
        overlay* on_screen_text text_overlay* leyenda* closed_caption* srt vtt""",
    "o.text": """texto textos textito text copy copys copies palabras frase frases sentence* wording words
        ortografia""",
    "o.video": """video videos vid vids videito* videitos clip clips spot spots film films pelicula
        audiovisual corto_para corto_de un_corto vertical_video tutorial* explicativ* explainer* teaser
        trailer""",
    "o.short": "reel reels tiktok* tik tok short shorts historias story stories storie insta_story",
    "o.ad": """anuncio* ad ads advert* commercial* comercial* publicidad publicitari* promo promos
        promocional*""",
    "o.image": """avatar* packaging empaque* etiqueta_de_producto identidad_visual visual_identity end_card
        icono* icon icons emoji* wallpaper* background_of ilustrador figur* 3_d pegatina* painting
        pintura estampado pattern lamina laminas imag* imgae* foto fotos fotograf* picture* pictur* photo*
        image* visual visuales visuals grafic* graphic* ilustrac* illustration* dibujito* dibujo* arte artwork
        art creativo creative mockup* collage* meme memes gif gifs sticker* moodboard* retrato portrait
        drawing watercolo* acuarela stills fotos_de placa tile tiles animac* animation* mascota_para mascot
        slide slides render_de imajen* thumb""",
    "o.poster": """lettering_for letrero* rotulo_de pancarta* signboard postal postcard brochure_design
        etiqueta_para menu_board business_card volantes flyers catalogo catalogue portadilla poster* cartel*
        afiche* flyer* volante* leaflet* folleto banner* cabecera* header* valla* billboard* lona portada*
        cover covers caratula* thumbnail* miniatura* logo logos logotipo carrusel* carousel* lamina* infograf*
        infograph* invitacion invitaciones invitation* invite tarjeta* gift_card tapa tapa_del sign signage
        sleeve front_page channel_art print""",
    "o.look": """fondo background color* colour* palet* tipograf* font* typeface* letra letras lettering
        letters brillo bright* oscur* dark* contrast* satur* transparent* marco frame blanco negro azul rojo
        rosa dorad* white black blue red pink gold golden neon elegante classier estilo_visual realista
        realistic minimalist* watermark marca_de_agua cuadrad* square""",
    "o.audio": """audio voz voces voice voices jingle* volumen volume ruido noise acento accent musica music
        musica_de_fondo background_music sonido narration_audio""",
    "o.file": """mp_4 png jpg jpeg 1080_p 1080 4_k hd mov wav mp_3 formato format_9 9_16 16_9 4_5 pdf_print
        resolucion""",
    "o.trend": """todo_mundo everyone_posting everyone_s most_saved mas_guardad* top_performing
        best_performing rinden_mejor mejor_rinden benchmark* worn_out gastados gastado early_signal*
        primeras_senales craze fiebre furor sensation fenomeno phenomenon se_pone_de whats_hot al_dia relevant
        people_are la_gente gente_habla viralizado mas_visto most_liked engagement interaccion tendenc*
        tendens* trend trends trending trendy trned* trnd* de_moda moda_en pega pegan pegando petando petan
        peta rompiendo la_rompe reventando revient* explotando explotan explot* explod* blowing hot hottest
        buzz* popular* en_alza emergent* emerging rising rise growing crecien* creciendo sonando suena vigente
        de_que_habla* que_se_habla de_que_se viraliz* fashion in_fashion boom going_viral virales virals pulse
        radar challenge* reto retos quemado overdone killing doing_numbers smashing catching_on catches_on
        que_funciona what_works les_funciona works_for tiron have_legs has_legs ruido_ahora novedad*
        hablan_ahora talking_about talk_about folks_on_about been_on_about famosas de_capa_caida still_a_thing
        has_been todavia_jalan on_the_rise up_and_coming se_lleva temas_calientes se_comenta comentando
        mas_comentad* most_viewed mas_vistos most_shared mas_compartid* most_watched todo_el_mundo everyone_is
        everybody""",
    "o.hashtag": """hashtag* etiqueta etiquetas tags keyword* palabras_clave palabra_clave busquedas searches
        searched""",
    "o.sound": "cancion* song songs sonidos sonido sounds sound audios track_used",
    "o.rival": """rival_brands marcas_rivales competing rivals benchmark* otros_gimnasios otras_tiendas
        other_gyms other_stores others_are los_demas competencia competidor* competitor* rival* otras_marcas
        other_brands otras_cafeterias other_shops otras_cuentas other_accounts cuentas_grandes big_accounts
        others_do otros_hacen creadores_de creators""",
    "o.topic": """tema temas topic topics topico* nicho nichos niche* sector industria industry rubro asunto
        asuntos subject* conversacion* conversation* genero""",
    "o.score": """puntaje* puntuac* score scores viralidad virality potencial potential ranking rank
        que_tan_viral tan_viral how_viral viral_potential interes_hay interest_is""",
    "o.viral": "viral virall virales virals viralidad",
    "o.platform": """plataforma* platform* red redes network* canal canales channel channels instagram ig
        insta youtube facebook linkedin twitter pinterest whatsapp reddit subreddit tiktok snapchat
        threads""",
    "o.first": """primero first luego then despues antes_de orden order secuenc* sequence* cual_va siguiente
        next""",
    "o.time": """hora horas hour hours horario* time times dia day momento when cuando lunes martes miercoles
        jueves viernes sabado domingo monday tuesday wednesday thursday friday saturday sunday noche night
        mediodia noon ventana window timing""",
    "o.route": """ruta rutas route* camino path recorrido trayect* roadmap hoja_de_ruta estrateg* strateg*
        journey pasos steps palancas levers domino plan_de_siembra plan_de_difusion plan_de_amplific*""",
    "o.reach": """flopped flop no_funciono beyond_our compartidos shares_of no_arranca stalled stalls estanc*
        stuck takeoff alcance reach vistas views visitas visit impresion* eyeballs algoritmo* algorithm*
        para_ti for_you explorar explore_page million millon organico organic views_stuck llegar""",
    "o.influencer": """shout_out mencion mencionar mencione facebook_group grupo_de_facebook blogger* blogs
        prensa press influencer* microinfluencer* creador creadores creator creators embajador* ambassador*
        collab* colab* comunidad* communit* grupos groups aliados partners""",
    "o.piece": """pieza piece post posteo posteos posts publicacion publicaciones contenido content hilo
        thread carrusel carousel clip""",
    "o.campaign": """campan* campaign* camapign* camapa* campania* camp lanzamiento* launch_of product_launch
        app_launch the_launch launch_plan estreno premiere* inauguracion black_friday prime_day hot_sale
        buen_fin kickstarter rebrand* promo_de promocion temporada season rebajas festival aniversario""",
    "o.budget": """presupuest* budget* gasto gastado gastos spend spending spent dinero plata money cash euros
        dolares dollars pesos pauta paid fondos funds""",
    "o.calendar": """calendari* calendar* cronogram* schedul* programac* fechas fecha dates date semana
        semanas week weeks weekly semanal mes meses month months monthly mensual trimest* quarter* fase fases
        phase* hito* milestone* timeline* verano summer diciembre december posting_plan plan_de_publicac*""",
    "o.many": """varias varios several multi* cuentas accounts account equipo team agencia* agenc* todas todos
        across cada every piezas pieces paises countries entregable* deliverable* tareas tasks responsables
        owners formatos formats todo_lo everything complet* whole entire full integral completo grande""",
    "t.now": """ahora hoy esta_semana este_mes ahora_mismo momento actual* ultim* reciente* now today
        this_week this_month latest lately current* right_now these_days estos_dias ultimamente at_the_moment
        este_momento""",
    "t.question": "que cual cuales quien como cuando donde cuanto what which who how when where why whats",
    "t.duration": """segundo segundos seg segs second seconds sec secs minuto minutos minute minutes
        medio_minuto half_a_minute""",
    "t.each": "cada every weekly semanal por_semana a_week per_week",
    "t.business": """negocio business tienda store shop restaurante restaurant cafeteria cafe marca brand
        empresa company clinica clinic gimnasio gym bar hotel panaderia bakery peluqueria salon pizzeria app
        curso course""",
    "d.done": """ya listo lista terminad* finished ready already publiqu* subi uploaded posted publicad* grabe
        grabado filmed shot hecho done aprobad* approved existing viejo old tengo_un_video tengo_el
        have_a_video got_a been_up ya_tengo i_ve_got we_cut ya_esta viejito existente""",
    "f.more": """mas menos less more otra otro another again otra_vez version opcion option prueba try cambia
        cambialo change quita quitale remove agrega add shorter longer funnier bigger smaller sin without with
        con variante* variant* sigue continue go_on make_it hazlo hazla ponle put_it que_sea que_suene
        should_sound it_should""",
    "f.that": """eso esa ese esos esas esto that it them those this_one lo la los las segunda second_one
        primera first_one tercera""",
    "c.greet": """hola hello hi hey heyyy heyy buenos_dias buenas good_morning good_afternoon good_evening
        good_night que_tal saludos greetings buenas_tardes holaa how_are_you""",
    "c.thanks": "gracias thank thanks cheers crack star sos_un you_rock thx ty agradec*",
    "c.bye": "adios bye chau chao hasta_manana hasta_luego see_you luego_te later descansa good_night sleep",
    "c.chat": """jaja jajaja jajajaja haha lol robot bot chiste joke aburrido bored triste sad feliz birthday
        cumpleanos quien_eres who_are_you que_puedes what_can_you como_te_llamas your_name cansado tired
        te_cuento holding bus opinas think_of sentimientos feelings humano human persona_real entiendo
        understand""",
    "c.vague": """algo something cosa cosas stuff thing things bonito nice chulo cool ayuda ayudame help ideas
        contenido_para mano_con hand favor favour favor_de busco_algo no_se not_sure dunno maybe tal_vez
        recomiendas sorprendeme surprise crecer grow vender sell marketing seguidores followers empezar
        question pregunta problem problema regular so_so marca_personal after quiero_mejorar
        trabajar_contigo""",
    "c.offtopic": """printer impresora bus_goes autobus plomero plumber tesis thesis testamento my_will
        vitamin* corbata tren train cover_letter carta_de jazz lights luces hipotecas_para receta_de
        recipe_for tortilla correo email_to carta letter renuncia resignation jefe boss vuelo flight
        need_a_lawyer un_abogado python codigo code sql error contrasena password factura invoice
        cuenta_de_usuario login log_in suscripcion subscription reunion* meeting* capital clima weather
        temperatura lluvia rain partido game_last ganador won elecciones election medical_report
        informe_medico appointment cita restaurante_cerca near_here cerca_de_aqui pelicula_ver serie_para
        tv_show poem poema novia girlfriend acciones shares stocks deberes homework matematic* maths math
        fisica physics quimica chemistry traduccion japones japanese frances french aleman german alarma alarm
        pizza_para vino_para mancha stain blood_test sangre_analisis to_rent en_alquiler mis_vacaciones
        my_holiday excel spreadsheet my_taxes la_renta iva vat calcula* calculate raiz root horas_es
        what_time_is telefono telephone mi_computadora my_laptop aeropuerto airport mesa_para table_for
        reserva* book_a book_me enfermo headache duele hurts fiebre significa mean ephemeral borra_mis
        delete_my soporte support human_agent presupuesto_para_reformar photosynthesis fotosintesis
        historia_de_roma history que_edad how_old precio_de kilo cv curriculum resume_for""",
}  # fmt: skip
