"""The short list of CPV codes: code with check digit, our English words, our Norwegian words."""

from __future__ import annotations

WORDS = """
30200000-1 | computers and what goes with them | datamaskiner og utstyr
30213100-6 | laptops | bærbare datamaskiner
30213200-7 | tablets | nettbrett
30231300-0 | screens | skjermer
32250000-0 | mobile phones | mobiltelefoner
32260000-3 | equipment for sending data | utstyr for dataoverføring
32232000-8 | video meeting equipment | utstyr for videomøter
32441100-7 | remote monitoring by telemetry | fjernovervåking med telemetri
32552120-4 | emergency telephones, safety alarms | nødtelefoner, trygghetsalarmer
33100000-1 | medical equipment | medisinsk utstyr
33140000-3 | medical consumables | medisinsk forbruksmateriell
33141000-0 | single-use medical supplies | engangsmateriell
33141100-1 | dressings, clips and sutures | bandasjer, klips og suturer
33141110-4 | wound dressings | sårbandasjer
33141112-8 | plasters | plaster
33141113-4 | bandages | bind
33141118-0 | wipes and washcloths | våtservietter og vaskekluter
33141119-7 | compresses | kompresser
33141123-8 | boxes for used needles | kanylebokser
33141200-2 | catheters | katetre
33141310-6 | syringes | sprøyter
33141320-9 | needles | kanyler
33141420-0 | surgical gloves | operasjonshansker
33141615-4 | urine bags | urinposer
33141621-9 | incontinence aids | inkontinensprodukter
33141623-3 | first-aid boxes | førstehjelpsskrin
33141625-7 | diagnostic tests | diagnostiske tester
33141700-7 | orthopaedic supplies | ortopediske artikler
33141710-0 | crutches | krykker
33141720-3 | walking aids | ganghjelpemidler
33141800-8 | dental supplies | tannlegemateriell
33155000-1 | physiotherapy equipment | utstyr for fysioterapi
33157400-9 | breathing devices | pusteutstyr
33157810-6 | oxygen therapy | oksygenbehandling
33182100-0 | defibrillators | hjertestartere
33185000-0 | hearing aids | høreapparater
33190000-8 | various medical devices | diverse medisinsk utstyr
33191000-5 | sterilising, disinfection and hygiene | sterilisering, desinfeksjon og hygiene
33192000-2 | medical furniture | medisinske møbler
33192120-9 | hospital and care beds | sykehus- og pleiesenger
33192600-8 | patient lifts | personløftere
33193000-9 | wheelchairs and the like | rullestoler og lignende
33193120-6 | wheelchairs | rullestoler
33193121-3 | powered wheelchairs | elektriske rullestoler
33194110-0 | infusion pumps | infusjonspumper
33195000-3 | patient monitoring | pasientovervåking
33195100-4 | patient monitors | pasientmonitorer
33195200-5 | central monitoring station | overvåkingssentral
33196000-0 | aids for patients | hjelpemidler for pasienter
33196100-1 | aids for older people | hjelpemidler for eldre
33196200-2 | aids for people with disabilities | hjelpemidler for personer med funksjonsnedsettelse
33197000-7 | medical computer equipment | medisinsk datautstyr
33199000-1 | work clothes for health personnel | arbeidstøy for helsepersonell
33600000-6 | medicines | legemidler
35121700-5 | alarm systems | alarmsystemer
35125100-7 | sensors | sensorer
48000000-8 | software and information systems | programvare og informasjonssystemer
48180000-3 | software for health care | programvare for helsetjenesten
48450000-7 | software for staff and working hours | programvare for personal og arbeidstid
48482000-0 | software for business intelligence | programvare for styringsinformasjon
48490000-9 | procurement software | programvare for anskaffelser
48810000-9 | information systems | informasjonssystemer
48814000-7 | medical information systems | medisinske informasjonssystemer
48814100-8 | nursing and care records | system for pleie og omsorg
48814200-9 | patient administration | pasientadministrasjon
48814400-1 | electronic patient record | elektronisk pasientjournal
72000000-5 | IT services | IT-tjenester
72212180-4 | making software for health care | utvikling av programvare for helsetjenesten
72222300-0 | information technology services | informasjonsteknologitjenester
72224000-1 | project management advice | rådgivning i prosjektledelse
72230000-6 | software made to order | programvare utviklet på bestilling
72253000-3 | helpdesk and user support | brukerstøtte og kundesenter
72260000-5 | services for software | programvaretjenester
72261000-2 | software support | støtte for programvare
72263000-6 | putting software into use | innføring av programvare
72267000-4 | software maintenance | vedlikehold av programvare
72300000-8 | data services | datatjenester
72315000-6 | running data networks | drift av datanett
72316000-3 | data analysis | dataanalyse
72317000-0 | data storage | datalagring
72322000-8 | data management | dataforvaltning
72600000-6 | computer support and advice | datastøtte og rådgivning
72611000-6 | technical computer support | teknisk datastøtte
79631000-6 | personnel and payroll | personal og lønn
79633000-0 | staff development | kompetanseutvikling
80511000-9 | staff training | opplæring av ansatte
80561000-4 | health training | opplæring i helse
80562000-1 | first-aid training | førstehjelpskurs
85000000-9 | health and care services | helse- og omsorgstjenester
85100000-0 | health services | helsetjenester
85111000-0 | hospital services | sykehustjenester
85111400-4 | rehabilitation in hospital | rehabilitering på sykehus
85111500-5 | psychiatric hospital care | psykiatrisk sykehusbehandling
85112200-9 | outpatient care | poliklinisk behandling
85120000-6 | medical practices | legetjenester
85121100-4 | general practitioners | fastleger
85121200-5 | medical specialists | spesialistleger
85121252-4 | geriatrics | geriatri
85121270-6 | psychiatrists and psychologists | psykiatere og psykologer
85130000-9 | dental practices | tannlegetjenester
85140000-2 | other health services | andre helsetjenester
85141000-9 | services by health personnel | tjenester fra helsepersonell
85141100-0 | midwives | jordmødre
85141200-1 | nurses | sykepleiere
85141210-4 | treatment at home | behandling hjemme
85141211-1 | dialysis at home | hjemmedialyse
85141220-7 | advice from nurses | råd fra sykepleier
85142100-7 | physiotherapy | fysioterapi
85142400-0 | incontinence products delivered home | hjemlevering av inkontinensprodukter
85143000-3 | ambulances | ambulanse
85144000-0 | health institutions to live in | helseinstitusjoner
85144100-1 | nursing homes | sykehjem
85145000-7 | medical laboratories | medisinske laboratorier
85147000-1 | occupational health | bedriftshelsetjeneste
85149000-5 | pharmacies | apotek
85150000-5 | medical imaging | bildediagnostikk
85160000-8 | opticians | optikere
85300000-2 | social services and related | sosiale tjenester og lignende
85310000-5 | social work | sosialt arbeid
85311000-2 | care with a place to live | omsorg med bosted
85311100-3 | care for older people | omsorg for eldre
85311200-4 | care for people with disabilities | omsorg for personer med funksjonsnedsettelse
85311300-5 | care for children and young people | omsorg for barn og unge
85312000-9 | care without a place to live | omsorg uten bosted
85312100-0 | day centres | dagsenter
85312110-3 | nurseries | barnehager
85312200-1 | meals and goods brought home | matombringing og varer levert hjem
85312310-5 | guidance | veiledning
85312320-8 | counselling | rådgivning og samtaler
85312400-3 | home care and other care outside institutions | hjemmetjenester og annen omsorg utenfor institusjon
85312500-4 | rehabilitation | rehabilitering
85312510-7 | help back to work | arbeidsrettet rehabilitering
85320000-8 | social services of the public | offentlige sosialtjenester
85323000-9 | community health services | helsetjenester i kommunen
"""
