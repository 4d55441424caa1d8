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
    "v.speak": """a_camara act_out actor actors actress actrices actriz acts_out actua actuar actue contada
        contado contando contar conversacion_de cuentalo decimos decir decirle decirles dialog* dice diciendo
        diga digan digo dijera diran diria dirias discurso going_to_say greeting hablar hablarle hablo host
        la_camara la_lente las_palabras lens letra lineas lines lines_for memoriz* monologu* mouth on_camera
        out_loud palabras para_decir presentador* presenter* pronunci* que_decir que_digo que_tiene_que_contar
        saludo say saying says should_say speak speaks speech spoken spokesperson talk teleprompter
        tell_viewers tells the_camera the_lens to_camera to_say told vocera""",
    "v.revise": """acort* adapt* ajust* alarg* bajalo bajarlo cambi* chang* chop condens* corrig* corrij*
        cort* cut drop_the estira estirar expand fix* flat fuera giro improv* lengthen livelier lose mejor
        mejora* modific* otra_vuelta overrun* parte_el polish* proofread pule pulir punch punchier redo
        reemplaz* rehac* rehaz replace retime rework shorten* simplif* snappier soften speed_up stretch
        suaviz* sustitu* swap tidy tighten tone traduc* translat* trim* tweak* twist warmer weak""",
    "v.make": """arma armame armar arme armes bring_me build* churn_out compon* convert* convierte cook crea
        creame crear create* creating cree creen dame do do_a do_an genera generame generar generate* give_me
        hace haceme hacer hacerme haga hagan hago hand_me haya haz hazme knock_up make makes making
        necesito_un necesito_una pasa pasame prepar* produce_a put_together quiero_un quiero_una sacame set_up
        spin_up transform* turn whip""",
    "v.design": """aclara* airbrush* animate blur* boceto* borra_a borros* brighten* caricatur* cartoon*
        clean_it clean_up colorea* coloriz* colouris* composit* crop* cut_it_out cut_out darken* decora
        decorat* design* dibuj* disen* doodle* draw* dress_up embellec* engrav* enmarc* erase illustrat*
        ilustr* lay_out_the lighten maquet* mock_up oscurec* overlay paint* pega_el photoshop* pint* put_our
        put_snow recolo* recort* redesign* redimension* redisen* redo_the_lettering remove_the render_of
        resize* restaur* restor* retoc* retouch* sepia sharpen* silueta simula simulame sketch* stick_our
        stick_the stylis* styliz* superpon* typeset upscal* vectori* visualis* visualiz*""",
    "v.render": """acelera anima animame animate* archivo assembl* b_roll b_rolls bajamelo bake_in bucle burn*
        burn_in camara_lenta chroma color_correct* colour_correct* compress* comprim* convert_to
        correccion_de_color cut_the_clip deliver* descarg* dobla doblaje doblar download* dub dubbed edit
        edita editado editame editar edited editing empalm* en_video_ya ensambl* entregame estabiliz* export*
        fade fades file final_video finished_video_file footage fundido green_screen incrust* intro_card join
        jump_cut junta_todo juntalo loop looping loops master* metraje monta montado montaje montame movida
        movido outro prod produce* producil* producir produzc* put_the_whole quemados re_export recorta_los
        redimension* reexport remux render* resize* shaky silencios sintetiz* slow_motion speed_the splice
        stabil* sting stitch* subtitles_in synthes* takes temblor* three_takes timelapse transcod* transicion*
        transition* trim_silences trim_the_first une unir upscale* vectori* video_file video_final
        video_terminado""",
    "v.record": """audio_file audio_guide audioguia banda_sonora clona_la_voz clone_the_voice comentarista
        commentator con_voz deep_voice en_voz_alta female_voice graba grabado_con grabalo grabame grabar
        hear_it husky lea lee lee_este lee_la lee_las leelo leer leyendo locuc* locut* male_voice narralo
        narrar narrate* out_loud ponle_voz pronounce read read_this reading record* robotic robotica ronca
        ronco sintetica sound_file soundtrack speak_it speak_them spoken_version susurr* synthetic
        text_to_speech tts voice_it voice_the voices_for voz_calida voz_de voz_femenina voz_grave voz_joven
        voz_masculina warm_voice whisper* with_a_voice""",
    "v.scan": """al_dia alert* analis* analiz* analy* audit* averig* avisa* barrido brief_me browse* busca
        buscame buscar busco califica catch_me checa check_out chequea chism* comb_through compara* compare*
        cuentame_que descubr* detect* dig digest dime_que discover* eavesdrop* echale_un encontra* encuentra*
        encuest* escane* espia* evalua* explor* fijate fill_me find find_out forecast* gather* gauge*
        get_a_feel heads_up identific* informe inspect* investig* junta_las keep_an_eye keep_tabs la_pista
        look_at look_into look_up lowdown map_out_what measure* medir mide mirame monitor* ojo_con on_top_of
        overview panorama peek* predic* pronostic* pull_together pulse pulso que_hicieron radar rastre* rate
        recon recopil* report reporte research* resumen_de revisa_que rundown scan* scoop scour* scout*
        see_what sift size_up snapshot sniff_out snoop* sondea* spot_emerging spy survey* sweep*
        take_the_temp* tell_me_what temperatura_al tomale_la track* vigil* what_did""",
    "v.publish": """airing colgarlo cross_post* crosspost* cuelgo debut* do_i_post drop drop_it drop_the
        drop_this dropping emit* escalon* estrenar first_post go_live_with go_out goes_first goes_next
        goes_out hit_publish hueco i_post it_goes la_pongo la_saco lo_pongo lo_posteo lo_saco lo_subo ponerlo
        pongo post_it post_this posteamos postear postearlo posteo_esto posting press_publish publica
        publicacion publicamos publicar publicarlo publico publique publish* publish_the put_it_out put_it_up
        put_out put_this put_up puts_out release* reposte* reveal_it sacar sacarlo saco salga share_it_first
        should_it_go slot soltamos soltar soltarlo stagger* suba subimos subir subirlo subo suelto unveil*
        upload* va_antes va_primero""",
    "v.spread": """alcanz* all_over amplif* be_seen bigger_audience blast bola_de_nieve boost* bubble burbuja
        carries carry_it carry_over catch_fire chispa circul* compart* contagi* corra_la_voz crecer_mas
        crossed cruzar cruzo delante_de desconocidos despeg* despiert* destrab* difund* difus* distribu*
        empuj* engancha_mas escal* expand* explote eyes_on forward* frente_a fuel fuera_de_nuestr* further
        gasolina gente_comparta get_it_in_front get_it_moving get_moving gets_moving gets_seen go_viral
        going_viral_plan hacer_viral haga_viral hop hops ignit* impuls* in_front_of la_vea launch_pad
        launchpad leap llegue_a llegue_lejos llevarla llevarlo llevo_a lo_vea make_people_share make_viral
        mas_alla mas_gente mas_gente_vea mas_lejos mas_pantallas mas_personas mass_audience momentum
        more_people more_people_to more_screens move movelo mover moviendo muevo multipl* nudge outside_our
        pasarlo pase pasen pasos pass_along pass_it pass_on pass_this propag* push* que_la_vean que_lo_vean
        reach_more reach_the reactivar_un reenvi* reimpuls* relanz* relaunch* repost* resucit* resurfac*
        resurrect* revive* ripple ripples round_the_world salto scale* se_haga_viral second_life second_wind
        seed* segundo_empuj* sembr* share shared shares sharing shout siembr* snowball snowballs spark spread*
        springboard steps strangers take_it_to take_off takes_off taking_off trampolin travel travel_far
        travels unstick vean viaje viraliz* vuelta_al_mundo wake_it wake_up wider_audience word_gets""",
    "v.run": """administr* al_frente align* alinea alineame alinear allocat* arma_todo arma_un_plan asigna*
        assign* ball_rolling build_me_a_plan centraliz* conjunt* coordin* correr de_principio_a_fin
        de_punta_a_punta dirig* drive_the en_movimiento encarg* end_to_end estructura* gestion* get_going
        hacerse_cargo handle* handle_the haz_el_plan hazte_cargo in_motion joint juggle lanza lanzame lanzar
        lanzo launch* lead line_up lines_up lleva llevala llevalo llevame llevate manag* manej* mastermind*
        monta_una montar ocuparte ocupate ocupese orchestrat* organis* organiz* orquest* oversee own_the pilot
        plan planea* planeo planific* planned planning plans pon_en_marcha pone_a_andar poner_en_marcha
        prepara_la programa programame programar put_together_everything repart* resuelv* roll roll_out rota
        run run_it run_this running schedule* set_up_a shepherd sincroniz* sort_it sort_out soup_to_nuts
        spin_up split steer structure* supervis* sync take_care take_charge take_over wind_it wrangle""",
    "v.control": """activ* add_the adelant* aguanta aguanten anticip* apag* approve* aprueb* arranc* atras*
        back_on baja_el baja_los_anuncios bring_forward call_off cancel* cap cerra cerrar cierra clona clone
        close* congel* corre_la corta_todo cut_all da_el_visto dejala_correr delay* deten* detuv*
        drop_the_worst duplic* end_it end_the extend* extiend* firm* freez* fren* go_live green_light halt*
        hold_all hold_it hold_off keep_it_running kick_off kick_things kill_the let_it_run lower_the luz_verde
        move_the next_phase on_hold paramos parar paus* pospon* postpon* pull_forward pull_the_ads
        pull_the_plug push_back pushed put_back raise* ramp_down ramp_up reactiv* reanud* recorre reprogram*
        reschedul* restart* resume retom* retrasa roll_back scale_back scale_down second_phase segunda_fase
        shift_the shut_down shut_it shut_off siga_corriendo sign_off signs_off siguiente_fase start_the stop*
        sube_a sube_el subi_el suma_a sumala sumale sumar switch_off switch_on termina terminala terminar
        tone_down_the_push tope turn_off turn_on visto_bueno vuelve_a_activar wind_down wind_it winding_down
        wrap_up""",
    "v.measure": """avance balance behind best_return brought_in burn_rate burning cash_left cifras
        como_marcha como_sigue como_va como_vamos como_van como_viene conseguimos conversion* cost_per cost_us
        costando costo cpa cpc cpl ctr cuanta_plata cuanto_gastamos cuanto_hemos cuanto_llevamos cuanto_nos
        cuanto_queda cuanto_va cuesta_cada dashboard delayed desempen* did_we doing en_que_va estado
        facturamos falta faltan far_along figures final_summary hit_its how_did how_far how_is how_much
        how_much_have how_s informe_de inscri* kpi* late lead leads marcha meta metas metric* money_left
        numbers numeros objetivo objetivos on_track outstanding over_what pendiente pendientes pending
        per_lead perform* por_lead progress rate_of rendimiento report_back reporta result* resumen_final
        retorno retrasad* return_on roas roi score_card sign_ups signups sold standing stands status
        still_missing tablero tarde target targets tasa tracking vendimos we_sold where_are_we
        where_do_we_stand where_does wrap""",
    "v.explain": """demonstr* demuestr* describ* ensen* explain* explic* guia_de how_to introduc* muestr*
        present presenta presentar recorrido show_how shows teach* tour_of walk_through walkthrough""",
    "v.film": """camara camera film_at film_tomorrow filma filmamos filmar filmed_at filming filmo grabamos
        grabaremos grabemos grabo i_m_recording im_recording on_tape recording_in rodaje rodamos rodar rolling
        ruedo selfie_video set shoot shooting talent to_be_filmed to_camera vamos_a_grabar voy_a_grabar""",
}  # fmt: skip
