"""What it is done to: the nouns of social-media work, in Spanish and English.

The form of the entries is described in `vocabulary`.
"""

from __future__ import annotations

from typing import Final

THINGS: Final[dict[str, str]] = {
    "o.script": """anecdot* beat_sheet bit_about cautionary_tale character* comedia comedy cuatro_planos
        cuento_de dialog* discurso_para divide_mi documental* documentar* elevator_pitch ensayar episode*
        episodio escaleta gion* guion* guon hablada hablado historia_de_como historia_para in_four_shots
        la_historia_del libreto* lines mini_doc minidoc monolog* one_liner* palabras_para parlamento* parod*
        personaje* piece_to_camera plot punch_line recitation rehears* relato scirpt* screenplay script*
        seconder sinopsis sketch sketches skit skits speech_for split_my_text spoken story_arc story_for
        story_of storyboard* storytelling talking_head talking_points teleprompter testimonial voice_track
        words_for""",
    "o.scene": """beats close_up escena* frame_by_frame la_del_medio middle_part plano plano_a_plano planos
        primer_plano scene* sequence_of shooting shot_by_shot shots toma tomas""",
    "o.hook": """apertura* arranque_del_video atrap* call_to_action cierre_del closing_line comienzo cta
        el_arranque el_final ending engancha enganche final_del_guion first_line first_seconds first_sentence
        first_three gancho* hook hooks inicio_del_video intro intro_line introduccion last_line
        llamada_a_la_accion opener* opening opening_line opening_of_the_video opening_shot primera_frase
        primera_linea primeros_tres punchline remate scroll start_of_the_video stop_the_scroll swipe swiping
        the_ending the_opening ultima_frase ultima_linea""",
    "o.narration": """locutor monologo narrac* narrador narrar narrat* off off_camera read_aloud relator
        texto_de_la_voz texto_narrado voice_over voice_overs voice_text voiced voiceover voz_en_off""",
    "o.caption": """caption* closed_caption* leyenda* on_screen_text overlay* rotul* sobreimpres* srt
        subtitle* subtitul* text_overlay* texto_en_pantalla textos_en_pantalla vtt""",
    "o.text": """copies copy copys frase frases ortografia palabras sentence* text textito texto textos
        wording words""",
    "o.video": """adelanto adelantos audiovisual capsula capsulas clip clips corto_de corto_para directo
        en_vivo explainer* explicativ* film films footage livestream making_of microvideo movie movies
        pelicula podcast* reel_video spot spotlight_film spots stream teaser timelapse trailer trailers
        tutorial* un_corto vertical_video vid videito* video videos vids vivo vlog* webinar""",
    "o.short": """destacad* for_shorts highlights historias ig_reel insta_story reel reels short shorts storie
        stories story tik tik_tok tiktok* tok youtube_short""",
    "o.ad": """ad ads advert* anuncio* banner_ad comercial* commercial* infomercial* pitch promo promocional*
        promos publicidad publicitari* spot spots""",
    "o.image": """3_d acuarela aerea aerial animac* animation* anime art arte artwork avatar* background_of
        badge badges bandera bodegon* bolsa_de_tela burger_shot caja_de cake_with camiseta* caricatur*
        cartel_de_cine cartoon* certificate* cielo clipart clouds collage* comic coupon creative creativo
        cupon* desktop diagram* dibujito* dibujo* diploma* doodle* drawing drone_still emoji* empaque*
        end_card entradas_de escena_con escena_otonal esquema_visual estampado etiqueta_de_producto
        etiqueta_del figur* film_poster flag fondo_de_pantalla food_shot foreground foto foto_de_producto
        fotograf* fotos fotos_de gif gifs grafic* graphic* headshot* highlights_covers hoja_grande hoodie icon
        icono* icons identidad_visual illustration* ilustrac* ilustrador imag* imajen* imgae* infographics
        insignia* label labels lamina laminas landscape_of line_art manga map mapa maps mascot mascota_para
        meme memes menu menus mockup* moodboard* nieve nube oil_painting oleo packaging packaging_for painting
        paisaje pattern pegatina* photo* pic pics pictur* pintura pixel_art placa placa_con plaque plate_shot
        pop_art portaditas portrait* product_shot* pulsera* render render_de renders retrato scene_with
        scenery screensaver screenshot* selfie selfies sheet_for shirt shopfront shot_of sketches_of sky
        skyline slide slides snow sticker* still still_life stills swipeable t_shirt tagline_over thumb
        ticket_design tickets tickets_designed tile tiles toma_de_producto torta_sobre tote trophy tshirt
        uniform* vector view_of vista_aerea vista_de visual visual_identity visuales visuals voucher
        wallpaper* watercolo* wristband*""",
    "o.poster": """afiche* album_cover backstage_pass badges_for bag banner* billboard* bolsa book_cover
        booklet brochure* brochure_design bus_stop business_card business_cards cabecera* calcomania* cap
        caratula* carousel* carrusel* carta_de_vinos cartel* catalogo catalogue channel_art cover cover_art
        covers decal* diptico door_hanger door_sign encabezado end_screen entradas_para escaparate
        etiqueta_para flyer* folleto folleton frasco front_page gafete gift_card gorra header* header_image
        infograf* infograph* invitacion invitaciones invitation* invite jar label_for lamina* lanyard leaflet*
        letrero* letterhead lettering_for lista_de_precios logo logos logotipo lona mantel masthead membrete
        menu_board menu_design miniatura* mug pancarta* papeleria parada_de_bus pase pase_de pendon pinned
        portada* portada_del portadilla postal postcard poster* price_list print program_booklet
        programa_de_mano reserva_la_fecha roll_up rollup rotulo_de save_the_date shelter shop_window sign
        signage signboard sleeve stand_design stationery tapa tapa_del tarjeta* taza_con tent_card thumbnail*
        tickets_for totem triptico valla* vidriera vinilo vinyl volante* window_display window_sticker""",
    "o.look": """a_la_izquierda acogedor* alegre align_left amarill* ambiente atardecer autumnal azul
        background black blanco blue blurry bold_type borrosa botanic* bottom_left bright* brillo cheerful
        cinematic cinematograf* classier clearer color* colour* contrast* corner cosy cozier cozy crisp
        cuadrad* cute dark* dibujado_a_mano dorad* durazno dusk elegante elegantly esquina estilizad*
        estilo_visual fancy fondo font* frame glossy gold golden gray green grey gris grunge hand_drawn hazy
        layout letra letras lettering letters marca_de_agua marco margen margins matte metallic minimalist*
        moody morado negro neon noir on_the_left oscur* otonal overlay_text padding painterly palet* pastel
        peach* pink pinker purple realista realistic red retro rojo rosa rosado satur* sharp sharper spooky
        square stylish thin_type tipograf* to_the_left tones tonos top_right transparent* typeface* verde
        vintage_look warm_light watermark white yellow""",
    "o.audio": """accent acento audio background_music beat beats echo eco husky jingle* locucion_grabada mudo
        music musica musica_de_fondo mute muted narracion_grabada narration_audio narrations noise
        podcast_audio ruido silent sonido soundbite speech_audio sting voces voice voices volume volumen voz""",
    "o.file": """1080 1080_p 1200 16_9 1920 300_dpi 4_5 4_k 970 9_16 aspect format_9 formato gifs hd jpeg jpg
        mb megas mov mp_3 mp_4 pdf pdf_print png psd resolucion resolution square_format svg tiff
        transparent_png vertical_format wav webp""",
    "o.trend": """a_internet adolescentes adoran aesthetic al_dia annoy annoys anticipat* appetite atrae
        atraen attention_going aun_se aun_sirve barriendo be_big been_on_about benchmark* best_performing
        blowing boca_de boom bubbling burbujea buzz* catch_on catches_on catching_fire catching_on caught_fire
        celeb challenge* charlan chat_about chatter chatting_about cold_now come_back comeback comentando
        complain* controvers* cool_kids cooling_off cosa_de_ayer could_catch craze crazes crecien* crowd_of
        crush_it crushing_it dan_vueltas dando_vueltas de_capa_caida de_moda de_que_habla* de_que_se
        de_siempre dead_yet dicen_de dicen_sobre died do_that_we_don doing_numbers doing_the_rounds
        drawing_crowds draws_crowds early_signal* emergent* emerging en_alza en_boca en_tendencia
        en_todas_partes en_voga encendio enciend* enfriando engagement enloquec* estetica* everybody
        everybody_uses everyone_is everyone_posting everyone_s everyone_uses everywhere explod* explot* fad
        fads famosas fashion fenomeno fiebre fire_up fires_up flood* folks_on_about frescas fresh fresquit*
        funcionan_mejor funcionando furor gastado gastado_el gastados gen_alpha gen_z gente_busca
        gente_comparte gente_escribe gente_habla gente_opina gente_pregunta get_the_most gets_more
        gets_the_most getting_laughs going_to_be_big going_viral gone_mad got_the_most growing gustan_mas
        hablan_ahora hacen_que_nosotros has_been has_legs have_legs hop_on hopping_on hot hot_take hot_takes
        hottest hype importa_todavia importan_los in_fashion in_right_now in_vogue interaccion internet_says
        internet_thinks into_these inunda* jump_on killing la_rompe late_to latest_in le_gusta_a les_funciona
        lista_de_lo llego_tarde lo_ultimo locura locuras love_to_watch loving macrotrend* mainstream
        making_the_rounds mas_comentad* mas_compartid* mas_guardad* mas_likes mas_ruido mas_visto mas_vistos
        mejor_rinden microtrend* millennials moan* moda_en molesta more_talk most_comments most_liked
        most_likes most_love most_saved most_shared most_talked most_viewed most_watched muri* nailing
        next_big next_season niche_trend noise_among novedad* novelty obses* ola olas on_people_s_lips
        on_the_rise onda opina_internet opina_la opinion_on oportun* over_yet overdone partiendo partiendolo
        pega pegan pegando people_ask people_asking people_care people_complain people_moan people_say
        people_type perform_better performs_better peta petan petando phenomenon played_out polemic* popping
        popping_up pops_up popular* popular_now por_todos_lados post_that_we preguntan prenda prender
        primeras_senales proxima_temporada proximo_boom publican_las publican_los pulse pulse_of que_funciona
        que_se_habla quej* quemado radar ranking_de rave rave_about raving relevant resonat* resuena* reto
        retos reventando revient* ride rinde rinden rinden_mejor rise rising rolling_right rompiendo
        ruido_ahora ruido_entre saturado_el saturated saying_about se_comenta se_dice se_encendio se_habla
        se_lleva se_pone_de se_ve_mucho seen_everywhere sensation sentiment* sentimiento_sobre ser_grande
        sigue_siendo siguen_de siguen_importando smashing sonando songs_for still_a_thing still_care
        still_doing still_into still_work still_works still_worth subirme subirnos subirse suena surf* swamp*
        sweeping swept talk_about talk_of talked_about talking_about teens temas_calientes tendenc* tendens*
        the_internet the_latest timely tiron tiros todavia_funciona todavia_jalan todavia_le_sirve todavia_se
        todo_el_mundo todo_mundo top_performing top_ten traction trend trending trends trendy trnd* trned*
        up_and_coming usan_todos va_adelante vale_la_pena_hablar valga_la_pena ven_mas vibe viento vigente
        virales viraliz* virals vuelve_a_estar vuelven watch_most wave what_gets what_is_in what_s_in
        what_s_next_in what_s_up_with what_works whats_hot whats_in whats_with who_s_ahead whos_ahead
        wind_blowing wind_is works_for worn_out worth_it worth_jumping worth_talking yesterday_s_news zoomers""",
    "o.hashtag": """busquedas con_que_palabras etiqueta etiquetar etiquetas etiqueto hashtag* keyword*
        palabra_clave palabras_clave search_term search_terms searched searches seo tag tag_my tag_suggestions
        tagging tags teclea* terminos_de type_into which_words""",
    "o.sound": """audios cancion* melod* musica_de_moda remix* song songs sonido sonidos sound sounds track
        track_used tracks trending_audio tune tunes""",
    "o.rival": """adversar* bandas_rivales benchmark* big_accounts big_names comparable* competencia competes
        competidor* competing competing_brands competitor* compite compiten contrincante* creadores_de
        creators cuentas_grandes demas las_grandes leaders lider_del lideres los_demas los_grandes
        marcas_rivales other other_accounts other_brands other_gyms other_shops other_stores others others_are
        others_do otras otras_cafeterias otras_cuentas otras_marcas otras_tiendas otros otros_gimnasios
        otros_hacen peer peers rest_of_the rival* rival_brands similar_brands the_big vecinos_del""",
    "o.topic": """aesthetic angle angulo asunto asuntos conversacion* conversation* field_of genero industria
        industry issue issues materia matter mundillo niche* nicho nichos preguntas question_of questions
        rubro scene_in sector subject* tema temas theme themes topic topico* topics""",
    "o.score": """1_to_10 1_to_100 chance_of chances contagios* contagious cuanto_interes del_1_al how_big
        how_hot how_much_interest how_viral interes_hay interest_is likely odds out_of_ten potencial potential
        probabilid* puntaje* puntuac* que_tan_viral que_tanto rank ranking scale_of score scores sobre_diez
        tan_viral viral_potential viralidad virality""",
    "o.viral": "viral virales viralidad virall virals",
    "o.platform": """bluesky canal canales channel channels discord douyin en_x facebook feed feeds ig insta
        instagram linkedin mastodon medium network* on_x pinterest plataforma* platform* quora red reddit
        redes shorts snapchat subreddit telegram threads tiktok tumblr twitch twitter vimeo whatsapp youtube""",
    "o.first": """after_that and_then antes_de before_instagram cadena chain cual_va despues empezar_por
        empiezo_por first last luego next next_stop orden order primer primeras primero proxima_parada rollout
        second secuenc* sequence* siguiente siguiente_parada stagger start_with then y_despues y_luego""",
    "o.time": """after_lunch afternoon am breakfast clock conectada conectados cuando day dia dinner domingo
        evening fin_de_semana finde friday hora hora_pico horario* horas hour hour_by hours jueves lunes
        manana_o martes mediodia midday miercoles minute momento monday morning night noche noon o_clock
        online_when peak_hours pm prime_time sabado saturday slot sunday tarde_o thursday time times timing
        tuesday ventana viernes wednesday weekend when window""",
    "o.route": """cadena_de camino chain_of day_one domino estrateg* first_48 first_day game_plan hoja_de
        hoja_de_ruta hora_cero hour_zero journey levers next_hop palancas pasos path plan_de_amplific*
        plan_de_ataque plan_de_difusion plan_de_siembra playbook primer_dia primeras_48 recorrido roadmap
        rollout_over route* ruta rutas sequence_of_networks steps strateg* trayect*""",
    "o.reach": """100_k 10_k 1_m alcance algorithm* algoritmo* audience beyond_our bombed bubble cero_vistas
        chances compartidos crickets crowd dead_in dead_post destacado double_reach dust engagement_drop
        esta_muerta estanc* explorar explore_page eyeballs featured flop flopped flopping for_you front_page
        fyp gathering_dust gente_nueva grillos hundio hundred_thousand hundred_views impresion* junta_polvo
        likes likes_only limbo llegar masas masses miles million million_plays millon nadie_fuera nadie_la
        nadie_lo new_people no_arranca no_funciono no_one_saw nobody_outside nobody_saw odds organic organico
        para_ti peaked pico played plays polvo portada_de_reddit publico_nuevo reach reproduccion
        reproducciones se_freno se_hundio seen seen_by shares_of slowed_down spread_fastest stalled stalling
        stalls stuck takeoff tanked tanking thousand traccion underperform* viewers_drop views views_only
        views_stuck visit visitas vistas visto_por watched zero_views""",
    "o.influencer": """a_quien aggregat* agregador* aliados ambassador* blogger* blogs boletin boletines
        celeb* colab* collab* communit* comunidad* creador creadores creator creators curador* curator*
        embajador* evangelist* facebook_group famos* fan_page fan_pages foro foros forum* groups
        grupo_de_facebook grupos influencer* journalist* media_outlets medios mencion mencionar mencione micro
        microcreador* microcreator* microinfluencer* newsletter newsletters padrinos pages paginas partners
        periodista* prensa press quien_deberia reporter* shout_out superfan* who_do_i who_has_to who_ought
        who_should whom""",
    "o.piece": """album animation article articulo bit broma carousel carrusel clip contenido content
        documentary entrevista episode explainer fragmento hilo interview meme mural_clip parodia parody piece
        pieza post posteo posteos posts prank publicacion publicaciones reaction_video reel short snippet
        song_snippet soundbite_of teaser this_one thread tuit tutorial tweet webinar_snippet""",
    "o.campaign": """accion acciones acquisition actividad activities activity adquisicion album_launch
        aniversario anniversary anniversary_of apertura_de app_launch autumn_push awareness_drive
        back_to_school black_friday buen_fin camapa* camapign* cambio_de_marca camp campaign* campamento
        campan* challenge_for christmas concurso conference congreso contest convention convocatoria
        crowdfund* cumbre cyber_monday disco donation_drive doors_open drive easter effort efforts estreno
        expo fair fall_push feria festival festividades fidelidad fidelizacion fiestas food_festival fundrais*
        gira giras giveaway go_to_market grand_opening gtm halloween holiday holiday_push holidays hot_sale
        inauguracion iniciativa* initiative* jornada_de kickstarter lanzamiento* launch_of launch_plan
        lo_de_invierno lo_de_primavera lo_de_verano loyalty loyalty_push membership* membresi* monthly_push
        movida museum_night music_album music_tour navidad noche_de onboarding_drive open_day opening_push
        orgullo pascua patrocin* picnic_drive pre_registr* preinscri* premiere* preregistr* pride prime_day
        product_launch product_reveal promo_de promocion promos_de promotion promotions publicity_for pushes
        q_1 q_2 q_3 q_4 raffle ramadan rebajas rebrand* recaud* referidos referral* regreso_a_clases
        relanzamiento relaunch_of remarketing retargeting reto_de rifa rollout_of sales_drive season
        season_opening semana_de_la single_day sorteo sorteos sponsors spring_push spring_thing summer_push
        summit temporada thank_you_phase thanksgiving the_drive the_launch the_push tour two_promos voter
        vuelta_al_cole week_of_the winter_push winter_thing xmas""",
    "o.budget": """bid bids bolsa_de bolsillo buck bucks budget* burning_cash cap_the cash cost coste costo
        costos costs daily_spend dinero dolares dollars eur euros expens* fondos funds gastado gasto
        gasto_diario gastos gbp grand guita inversion invertir invest* lana libras mil_dolares mil_euros
        mil_pesos money monthly_spend overspend* paid pasta_para pauta per_lead percent pesos plata por_ciento
        por_dia por_lead porciento pot pounds ppc presupuest* puja pujas quema reparto_del spend spending
        spent ten_grand usd""",
    "o.calendar": """30_day 30_days abril agosto ano ano_nuevo april august autumn calendar* cronogram* daily
        date dates dates_for days de_aqui deadline* december diaria diario diarios dias diciembre eight_weeks
        empieza enero etapa etapas fase fases febrero february fecha fechas fortnight* from_now hasta hasta_el
        hasta_la hito* invierno january julio july june junio march marzo mayo mensual mes meses milestone*
        month monthly months new_year next_month november noviembre october octubre otono phase*
        plan_de_publicac* plazo* por_fases posting_plan primavera programac* proximo_mes quarter* quince_dias
        quincen* rota schedul* semana semanal semanas september septiembre spring stage stages starts summer
        timeline* trimest* until verano week weekend_long weekly weeks winter year""",
    "o.many": """account accounts accounts_and across across_networks actividades ads agenc* all_fronts
        and_the_copy branch branches brands by_network cada canales channels cities ciudades complet*
        constante correos countries cuatro_cuentas cuentas deliverable* design_tasks drip emails entire
        entregable* equipo every everyone everything formatos formats four_accounts full goteo grande integral
        locations machine mailers mailing mailings marcas multi* organic_and our_team owners paises partners
        pauta_y people_and per_channel pieces piezas por_canal por_red posts posts_and_paid posts_y_pauta
        productos products proveedores quien_hace recurrente recurring responsables rol roles sede sedes
        several shops singles six_cities steady stores sucursal* suppliers tareas tasks team tiendas todas
        todo_el_equipo todo_lo todos todos_los_frentes tour_dates universidades universities varias varios
        visuals who_does who_is_doing who_s_doing whole whos_doing""",
    "o.speaker": """barista boss camarer* ceo chef co_founder coach comentarista director* doctor* duena dueno
        el_locutor entrenador* espectador* expert* founder founders fundador* guide host hosts instructor*
        mascot mascota mesero narrador* narrator* nurse owner presentador* presenter* profe socia socio
        spokes* talent teacher trainer viewer viewers vocer* waiter""",
}  # fmt: skip
