"""What is wanted done: the verbs of social-media work, in Spanish and English.

The form of the entries is described in `vocabulary`.
"""

from __future__ import annotations

from typing import Final

DOING: Final[dict[str, str]] = {
    "v.write": """apunta apuntame author bosqueja come_up come_up_with componer compose* cook_up cuenta_como
        cuenta_la cuenta_una cuentame_una cuentan desarroll* detalla detallame divulg* draft* dream_up elabor*
        esboza esbozame escrib* guionic* guioniz* in_words into_words inventa* jot knock_out letra_para
        mini_story monolog* narr* pen penn* phrase phrasing pitch pitches pitching plasma pluma propon*
        propos* put_into_words redact* reescrib* relat* rephras* reword* rewrit* rhym* rima rimas rough_out
        scribble spell_out storylin* suggest* tale tell_a_story tell_the_story tell_the_tale transcrib* versos
        word word_a word_the worded wording wordsmith write* writing written""",
    "v.speak": """a_camara acartonad* act_out actor actors actress actrices actriz acts_out actua actuar actue
        contada contado contando contar conversacion_de cuentalo decimos decir decirle decirles dialog* dice
        diciendo diga digan digo digo_a dijera diran diria dirias discurso going_to_say greeting hablar
        hablarle hablo host invite inviten inviten_a la_camara la_lente las_palabras le_digo lens les_digo
        letra lineas lines lines_for loosen memoriz* monologu* mouth on_camera out_loud out_of_her_mouth
        palabras para_decir prep_her prep_him preparala preparalo presentador* presenter* pronunci* que_decir
        que_digo que_tiene_que_contar recit* saludo say saying says should_say speak speaks speech spoken
        spokesperson talk teleprompter tell_folks tell_people tell_viewers tells the_camera the_lens to_camera
        to_say told vocera wooden""",
    "v.revise": """acort* adapt* ajust* alarg* arrastra bajalo bajarlo cambi* chang* chop condens* corrig*
        corrij* cort* cut drags drop_the estira estirar expand fix* flat fuera giro improv* lengthen livelier
        lose mejor mejora* modific* otra_vuelta overrun* parte_el polish* proofread pule pulir punch punchier
        redo reemplaz* rehac* rehaz replace retime rework se_arrastra shorten* simplif* snappier soften
        speed_up stretch suaviz* sustitu* swap tidy tighten tone traduc* translat* trim* tweak* twist warmer
        weak""",
    "v.make": """arma armame armar arme armes bring_me build* churn_out compon* convert* convierte cook
        crank_out crea creame crear create* creating cree creen dame do do_a do_an fabrica genera generame
        generar generate* generen get_me give_me hace haceme hacer hacerme haga hagan hago hand_me haya haz
        hazme i_need_a i_want_a knock_up make makes making necesitamos_un necesitamos_una necesito_un
        necesito_una pasa pasame prepar* produce_a put_out_a put_together queremos_un queremos_una quiero_un
        quiero_una quisiera_un quisiera_una rustle_up sacame set_up spin_up transform* turn want_a we_need_a
        whip""",
    "v.design": """acerca_la achica* aclara* agranda* airbrush* alisa* animate beautif* blend* blend_these
        blur* boceto* bordad* borde border borra_a borros* brighten* brill* caricatur* cartoon* center_the
        centra clean_it clean_up colorea* coloriz* colouris* composit* cover_up crop* cut_it_out cut_out
        darken* decora decorat* design* dibuj* dim disen* doodle* draw* dress_up embellec* embroider* enderez*
        engrav* enlarge enmarc* erase espejo flip frame_it funde fundir gira_la glow hermose* hold_our
        holding_our illustrat* ilustr* jazz_up lay_out_the lighten lleve_puesto maquet* merge_the_photos
        mezcla_las mirror mock_up oscurec* overlay paint* pega_el photoshop* pint* pon_el_logo pon_nuestro
        ponle_nuestro posando pose posing prettify put_our put_snow put_the_logo quita_el_fondo recolo*
        recort* redesign* redimension* redisen* redo_the_lettering remove_background remove_the render_of
        resize* restaur* restor* retoc* retouch* rotate sepia shadow* sharpen* shine shines shrink silhouette*
        silueta simula simulame sketch* smooth* soften_the sombra* sosten* spruce_up stick_our stick_the
        straighten* stylis* styliz* superpon* tapa_el tart_up tint* touch_up touched_up typeset upscal*
        vectori* visualis* visualiz* wearing zoom_in""",
    "v.render": """abajo_en_el acelera anima animame animate* archivo archivo_final assembl* b_roll b_rolls
        bajamelo bake_in bottom_of_the_screen bucle burn* burn_in camara_lenta chroma color_correct*
        colour_correct* compress* comprim* convert_to correccion_de_color crossfade cut_the_clip deliver*
        denoised descarg* dobla doblaje doblar download* dub dubbed edit edita editado editame editar edited
        editing empalm* en_video_ya ensambl* entregame estabiliz* export* fade fades file final_file
        final_video finished_video_file footage fundido green_screen incrust* intro_card join jump_cut
        junta_todo juntalo levelled loop looping loops lower_third master* merge_clips metraje monta montado
        montaje montame movida movido nivelado outro overlay_on polished prod produce* producil* producir
        produzc* pulido put_the_whole quemados re_export recorta_los redimension* reexport remux render*
        resize* reverse_the shaky silencios sintetiz* slow_it slow_motion speed_the splice splice_in stabil*
        sting stitch* subtitled subtitles_in subtitulado synthes* takes temblor* three_takes timelapse
        transcod* transicion* transition* trim_silences trim_the_first une unir upscale* vectori* video_file
        video_final video_terminado""",
    "v.record": """audio_file audio_guide audioguia banda_sonora clona_la_voz clone_the_voice comentarista
        commentator con_voz de_ice deep_voice denoise dicha_por dicho_por en_voz_alta female_voice graba
        grabacion grabado_con grabalo grabame grabar hear_it hiss husky lea lee lee_este lee_la lee_las leelo
        leer leida_por leido_por leyendo locuc* locut* male_voice narralo narrar narrate* narre narren
        out_loud ponle_voz pronounce quita_el_ruido read read_this reading recite_by record* recording_of
        robotic robotica ronca ronco said_by say_it_in sintetica siseo sound_file soundtrack speak_it
        speak_them spoken_by spoken_version sung susurr* synthetic text_to_speech tts voice_it voice_the
        voice_this voiced_by voices_for voz_calida voz_de voz_femenina voz_grave voz_joven voz_masculina
        warm_voice whisper* with_a_voice""",
    "v.scan": """adelantame al_dia alert* alguien analis* analiz* analy* audit* averig* avisa* barrido
        brief_me browse* busca buscame buscar busco califica catch_me checa check_out check_the_pulse chequea
        chism* comb_through compara* compare* compare_which cual_de_estos cuentame_que descubr* detect* dig
        digest dime_cual dime_que discover* eavesdrop* echale_un encontra* encuentra* encuest* escane* espia*
        evalua* explor* fijate fill_me find find_out forecast* gather* gauge* get_a_feel has_anyone heads_up
        identific* informe inspect* investig* is_it_true_that junta_las keep_an_eye keep_tabs la_pista look_at
        look_into look_up lowdown map_out_what measure* medir mide mirame monitor* muestrame_quien ojo_con
        on_top_of overview panorama peek* predic* pronostic* pull_together pulse pulso que_hicieron radar
        rastre* rate recon recopil* report reporte research* resumen_de revisa_que rundown scan* scoop scour*
        scout* see_what show_me_who sift size_up snapshot sniff_out snoop* sondea* spot spot_emerging spotting
        spy survey* sweep* take_the_temp* tell_me_what tell_me_which temperatura_al tomale_la track* vigil*
        what_are_my what_did which_of_these""",
    "v.publish": """a_quien_etiqueto after_posting airing best_odds blast_it colgarlo cross_post* crosspost*
        cuelgo cuentagotas de_golpe debut* despues_de_publicar do_i_post doy_a_las drop drop_it drop_the
        drop_this dropping elige_su emit* en_que_orden en_que_secuencia escalon* estrenar etiqueto_para
        fire_off first_post go_live_with go_out goes_first goes_next goes_out hit_publish hold_back hueco
        i_post in_what_order it_goes la_pongo la_saco launch_time lo_comparto lo_pongo lo_posteo lo_saco
        lo_subo mejores_chances pick_its ponerlo pongo post_it post_this posteamos postear postearlo
        posteo_esto posting press_publish publica publicacion publicamos publicar publicarlo publico publique
        publish* publish_the put_it_out put_it_up put_out put_this put_up puts_out ready_made release*
        release_date release_on release_the reposte* reveal_it sacar sacarlo saco sale_el salga se_lo_doy
        share_it_first share_it_to should_it_go slot soltamos soltar* stagger* suba subimos subir subirlo subo
        suelto tag_whom time_the timed trickle unveil* upload* va_antes va_primero whom_do ya_hecho""",
    "v.spread": """alcanz* all_over amplif* aseguro_que be_noticed be_seen bigger_audience blast bola_de_nieve
        boost* bounce bubble burbuja carries carry_it carry_over catch_fire catch_on chispa circul*
        como_polvora compart* contagi* corra_la_voz crecer_mas cross_into crossed cruce cruzar cruzo
        delante_de desconocidos deserves_better deserves_more despeg* despiert* destrab* difund* difus*
        distribu* double_its double_the duplicar* duplique empuj* encuentre_su engancha_mas escal* expand*
        explod* explosion explot* eyes_on find_its_audience forward* freno frente_a fuel fuera_de_nuestr*
        further gain_traction gasolina gente_comparta get_it_in_front get_it_moving get_it_out get_moving
        get_noticed get_the_word get_this_out gets_moving gets_seen go_further go_viral going_viral_plan
        hacer_viral haga_viral hop hops hurt_it ignit* impuls* in_front_of jump_from la_vea land_with
        launch_pad launchpad le_hace_dano leap llegue_a llegue_lejos llevarla llevarlo llevo_a lo_vea
        lost_steam make_people_share make_sure_it make_viral mas_alla mas_gente mas_gente_vea mas_lejos
        mas_pantallas mas_personas mass_audience merece_mas momentum more_people more_people_to more_screens
        move movelo mover moviendo muevo multipl* noticed nudge outside_our pasarlo pase pase_todo pasen pasos
        pass_along pass_it pass_on pass_this pick_up_steam polvora propag* push* que_la_vean que_lo_vean
        reach_more reach_the reactivar_un reaviv* rebote reenciend* reenvi* reimpuls* rekindl* relanz*
        relaunch* repost* reshare resharing rest_of_the_world resucit* resurfac* resurrect* reviv* ripple
        ripples round_the_world salte_de salto scale* se_freno se_haga_viral se_note second_life second_wind
        seed* segundo_empuj* sembr* share shared shares sharing shout show_it_to siembr* slowed_down snowball
        snowballs spark spread* springboard steam steps strangers take_it_to take_off take_wing takes_off
        taking_off trampolin travel travel_far travels triple triplic* unstick vean viajar viaje viraliz*
        vuelta_al_mundo wake_it wake_up wider_audience wildfire word_gets""",
    "v.run": """administr* al_frente align* alinea alineame alinear allocat* arma_todo arma_un_plan asigna*
        assign* ball_rolling behind_on build_a_launch build_me_a_plan centraliz* chase_people conjunt*
        coordin* correr de_principio_a_fin de_punta_a_punta deleg* difusion dirig* divide_up drive_all
        drive_the en_movimiento encarg* end_to_end estructura* gestion* get_all get_going give_the_tasks
        hacerse_cargo hand_the handle* handle_the haz_el_plan hazte_cargo humming in_motion joint jointly
        juggle junta_las_dos keep_an_eye_on_deadlines keep_it_moving lanza lanzame lanzar lanzo launch* lead
        line_up lines_up lleva llevala llevalo llevame llevate manag* manage_it manej* mastermind*
        merge_the_two monta_una montar ocuparte ocupate ocupese orchestrat* organis* organise_everything
        organiz* organiza_todo orquest* overhaul oversee own_the pasale persigue pilot plan planea* planeo
        planific* planned planning plans pon_en_marcha pone_a_andar poner_en_marcha prepara_la programa
        programame programar publicity put_together_everything repart* resuelv* rhythm ritmo_semanal roll
        roll_out rota run run_it run_this running schedule* set_me_up set_up_a shepherd sincroniz* sort_it
        sort_out soup_to_nuts spin_up split steer structure* supervis* sync take_care take_charge take_it_from
        take_over vamos_tarde vigila_las weekly_rhythm wind_it wrangle""",
    "v.control": """activ* add_the adelant* afloja aguanta aguanten anticip* apag* approve* aprueb* arranc*
        atras* back_on baja_a baja_el baja_los_anuncios bajale bring_forward bump_the bump_up call_off cancel*
        cap cerra cerralo cerrar cierra cierrala cierralo clona clone close* close_it congel* corre_la
        corta_todo cut_all da_el_visto deja_correr dejala_correr dejalo_correr delay* deten* detuv*
        drop_the_worst duplic* ease_off en_hielo en_pausa end_it end_the extend* extiend* firm* freez* fren*
        froze go_live green_light halt* hold_all hold_it hold_off interrump* keep_it_running kick_off kick_the
        kick_things kill_the let_it let_it_run lower_the luz_verde move_the next_phase on_hold on_ice paramos
        parar paus* pospon* postpon* pull_forward pull_the_ads pull_the_plug push_back pushed put_back raise*
        ramp_down ramp_up reactiv* reanud* reasigna* reassign* rebalance rebalancea recorre reprogram*
        reschedul* restart* resume resume_all retom* retrasa roll_back scale_back scale_down second_phase
        segunda_fase shift_the shut_down shut_it shut_it_down shut_off siga_corriendo sign_off signs_off
        siguiente_fase stand_down start_the stop* sube_a sube_el subele subi_el suma_a sumala sumale sumar
        suspend* switch_off switch_on termina terminala terminar tone_down_the_push top_up tope
        trim_the_budget turn_off turn_on up_the visto_bueno vuelve_a_activar wind_down wind_it winding_down
        wrap_up""",
    "v.measure": """a_donde_se_fue adonde_se_fue against_march avance balance behind behind_schedule
        best_return brought_in burn_rate burning cash_left cifras como_le_fue como_marcha como_nos_fue
        como_sigue como_va como_vamos como_van como_viene compared_to compared_with conseguimos contra_marzo
        conversion* cost_per cost_us costando costo cpa cpc cpl ctr cuanta_plata cuantas cuanto_gastamos
        cuanto_hemos cuanto_llevamos cuanto_nos cuanto_queda cuanto_va cuantos cuantos_leads cuesta_cada
        dashboard de_quien_es delayed desempen* did_we doing en_que_va estado facturamos falta faltan
        far_along figures final_summary gasto_e hit_its how_did how_did_april how_did_we how_far how_is
        how_many how_much how_much_have how_s informe_de inscri* kpi* late lead leads left_to_do marcha meta
        metas metric* money_left numbers numeros objetivo objetivos on_track outstanding over_what owns
        pendiente pendientes pending per_lead perform* por_lead progress que_falta rate_of rendimiento
        report_back reporta result* results_of resumen_final retorno retrasad* return_on roas roi score_card
        se_fue_la_plata sign_ups sign_ups_for signups sold spend_and standing stands status still_missing
        tablero tarde target targets tasa tracking trajo vendimos we_sold what_s_left whats_left where_are_we
        where_did_the_money where_do_we_stand where_does who_owns wrap""",
    "v.explain": """demonstr* demuestr* describ* ensen* explain* explic* guia_de how_to introduc* muestr*
        present presenta presentar recorrido show_how shows teach* tour_of walk_through walkthrough""",
    "v.film": """camara camera film_at film_tomorrow filma filmamos filmar filmed_at filming filmo grabamos
        grabaremos grabemos grabo i_m_recording im_recording on_tape recording_in rodaje rodamos rodar rolling
        ruedo selfie_video set shoot shooting talent to_be_filmed to_camera vamos_a_grabar voy_a_grabar""",
}  # fmt: skip
