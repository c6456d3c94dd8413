<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_GB">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Melody</source>
        <translation>Über Melody</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close this window</source>
        <translation>Dieses Fenster schließen</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>Version {version}</translation>
    </message>
    <message>
        <source>Hears the drums in a song and writes the drum chart.</source>
        <translation>Hört das Schlagzeug in einem Song und schreibt die Noten dazu.</translation>
    </message>
    <message>
        <source>Your songs never leave this computer: all the listening is done here, by a neural network that comes with Melody.</source>
        <translation>Deine Songs verlassen diesen Rechner nie: Alles Hören geschieht hier, durch ein neuronales Netz, das zu Melody gehört.</translation>
    </message>
    <message>
        <source>Free software under the MIT licence. Made with PyTorch, Qt for Python, Verovio, NumPy, SciPy, PyAV, libsndfile, PortAudio and Signalsmith Stretch, each under its own licence.</source>
        <translation>Freie Software unter der MIT-Lizenz. Gemacht mit PyTorch, Qt for Python, Verovio, NumPy, SciPy, PyAV, libsndfile, PortAudio und Signalsmith Stretch, jedes unter seiner eigenen Lizenz.</translation>
    </message>
</context>
<context>
    <name>ActivationCurve</name>
    <message>
        <source>Activation against the threshold</source>
        <translation>Aktivierung und Schwelle</translation>
    </message>
    <message>
        <source>How sure the network was that this drum or one that sounds like it was struck; the dashed line is the threshold that it had to exceed</source>
        <translation>Wie sicher das Netz war, dass diese oder eine ähnlich klingende Trommel geschlagen wurde; die gestrichelte Linie ist die Schwelle, die zu überschreiten war</translation>
    </message>
</context>
<context>
    <name>Choices</name>
    <message>
        <source>Straight</source>
        <translation>Gerade</translation>
    </message>
    <message>
        <source>Light 8ths (58 %)</source>
        <translation>Leichte Achtel (58 %)</translation>
    </message>
    <message>
        <source>Medium 8ths (62 %)</source>
        <translation>Mittlere Achtel (62 %)</translation>
    </message>
    <message>
        <source>Triplet 8ths (67 %)</source>
        <translation>Triolische Achtel (67 %)</translation>
    </message>
    <message>
        <source>Light 16ths (58 %)</source>
        <translation>Leichte Sechzehntel (58 %)</translation>
    </message>
    <message>
        <source>Triplet 16ths (67 %)</source>
        <translation>Triolische Sechzehntel (67 %)</translation>
    </message>
    <message>
        <source>As heard</source>
        <translation>Wie gehört</translation>
    </message>
    <message>
        <source>{unit}ths ({ratio} %)</source>
        <translation>{unit}tel ({ratio} %)</translation>
    </message>
</context>
<context>
    <name>ClickMenuButton</name>
    <message>
        <source>Level and eighths of the metronome</source>
        <translation>Lautstärke und Achtel des Metronoms</translation>
    </message>
    <message>
        <source>Level of metronome and count-in; double click for the usual</source>
        <translation>Lautstärke von Metronom und Einzähler; Doppelklick für die übliche</translation>
    </message>
    <message>
        <source>Eighths between the beats</source>
        <translation>Achtel zwischen den Schlägen</translation>
    </message>
    <message>
        <source>Click the eighths between the beats, too</source>
        <translation>Auch die Achtel zwischen den Schlägen klicken</translation>
    </message>
    <message>
        <source>Metronome</source>
        <translation>Metronom</translation>
    </message>
</context>
<context>
    <name>ClickOutput</name>
    <message>
        <source>The click cannot be heard: no sound device could be opened.</source>
        <translation>Der Klick ist nicht zu hören: Kein Tongerät ließ sich öffnen.</translation>
    </message>
</context>
<context>
    <name>Document</name>
    <message>
        <source>Listening to “{title}”</source>
        <translation>Hört „{title}“</translation>
    </message>
    <message>
        <source>Opening “{name}” was cancelled.</source>
        <translation>Das Öffnen von „{name}“ wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Add a stroke</source>
        <translation>Schlag hinzufügen</translation>
    </message>
    <message>
        <source>Delete strokes</source>
        <translation>Schläge löschen</translation>
    </message>
    <message>
        <source>Move strokes</source>
        <translation>Schläge verschieben</translation>
    </message>
    <message>
        <source>Change the drum</source>
        <translation>Trommel ändern</translation>
    </message>
    <message>
        <source>Change the velocity</source>
        <translation>Anschlagstärke ändern</translation>
    </message>
    <message>
        <source>Apply to all equal bars</source>
        <translation>Auf alle gleichen Takte anwenden</translation>
    </message>
    <message>
        <source>Change a threshold</source>
        <translation>Schwelle ändern</translation>
    </message>
    <message>
        <source>Reset a threshold</source>
        <translation>Schwelle zurücksetzen</translation>
    </message>
    <message>
        <source>Change the sensitivity</source>
        <translation>Empfindlichkeit ändern</translation>
    </message>
    <message>
        <source>Set the “1”</source>
        <translation>Die „1“ setzen</translation>
    </message>
    <message>
        <source>Change the tempo</source>
        <translation>Tempo ändern</translation>
    </message>
    <message>
        <source>Change the metre</source>
        <translation>Taktart ändern</translation>
    </message>
    <message>
        <source>Change the swing</source>
        <translation>Swing ändern</translation>
    </message>
    <message>
        <source>Reset the beats</source>
        <translation>Zählzeiten zurücksetzen</translation>
    </message>
    <message>
        <source>Change the title</source>
        <translation>Titel ändern</translation>
    </message>
    <message>
        <source>Change how repeats are written</source>
        <translation>Schreibweise der Wiederholungen ändern</translation>
    </message>
    <message>
        <source>Writing the score</source>
        <translation>Schreibt die Noten</translation>
    </message>
</context>
<context>
    <name>DrumRow</name>
    <message>
        <source>Threshold of {drum}: {value}. Further right, fewer but surer strokes; double click to reset</source>
        <translation>Schwelle für {drum}: {value}. Weiter rechts weniger, aber sicherere Schläge; Doppelklick setzt zurück</translation>
    </message>
</context>
<context>
    <name>Drums</name>
    <message>
        <source>Bass Drum</source>
        <translation>Bassdrum</translation>
    </message>
    <message>
        <source>Snare</source>
        <translation>Snare</translation>
    </message>
    <message>
        <source>Side Stick</source>
        <translation>Sidestick</translation>
    </message>
    <message>
        <source>Closed Hi-Hat</source>
        <translation>Hi-Hat geschlossen</translation>
    </message>
    <message>
        <source>Open Hi-Hat</source>
        <translation>Hi-Hat offen</translation>
    </message>
    <message>
        <source>Pedal Hi-Hat</source>
        <translation>Hi-Hat getreten</translation>
    </message>
    <message>
        <source>High Tom</source>
        <translation>Tom hoch</translation>
    </message>
    <message>
        <source>Mid Tom</source>
        <translation>Tom mittel</translation>
    </message>
    <message>
        <source>Floor Tom</source>
        <translation>Standtom</translation>
    </message>
    <message>
        <source>Crash</source>
        <translation>Crash</translation>
    </message>
    <message>
        <source>Ride</source>
        <translation>Ride</translation>
    </message>
    <message>
        <source>Ride Bell</source>
        <translation>Ride-Glocke</translation>
    </message>
    <message>
        <source>China</source>
        <translation>China</translation>
    </message>
    <message>
        <source>Splash</source>
        <translation>Splash</translation>
    </message>
    <message>
        <source>Cowbell</source>
        <translation>Cowbell</translation>
    </message>
    <message>
        <source>Tambourine</source>
        <translation>Tamburin</translation>
    </message>
    <message>
        <source>Clap</source>
        <translation>Klatschen</translation>
    </message>
</context>
<context>
    <name>EmptyView</name>
    <message>
        <source>Recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Open songs…</source>
        <translation>Songs öffnen …</translation>
    </message>
    <message>
        <source>Choose songs or projects to open</source>
        <translation>Songs oder Projekte zum Öffnen auswählen</translation>
    </message>
    <message>
        <source>Try the demo song</source>
        <translation>Demo-Song ausprobieren</translation>
    </message>
    <message>
        <source>Open a short song that comes with Melody</source>
        <translation>Einen kurzen Song öffnen, der zu Melody gehört</translation>
    </message>
    <message>
        <source>Play live</source>
        <translation>Live spielen</translation>
    </message>
    <message>
        <source>Show what the microphone hears as you play</source>
        <translation>Zeigen, was das Mikrofon beim Spielen hört</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Sammlung</translation>
    </message>
    <message>
        <source>Find songs by style, tempo and drums</source>
        <translation>Titel nach Stil, Tempo und Trommeln finden</translation>
    </message>
    <message>
        <source>Drop songs here</source>
        <translation>Songs hier ablegen</translation>
    </message>
    <message>
        <source>mp3, wav, flac, m4a, ogg, video, or a Melody project</source>
        <translation>mp3, wav, flac, m4a, ogg, Video oder ein Melody-Projekt</translation>
    </message>
    <message>
        <source>Hears the drums in a song and writes the chart.</source>
        <translation>Hört das Schlagzeug im Song und schreibt die Noten.</translation>
    </message>
</context>
<context>
    <name>ErrorDialog</name>
    <message>
        <source>That did not work</source>
        <translation>Das ging nicht</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>Protokoll zeigen</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>Etwas ist schiefgegangen</translation>
    </message>
    <message>
        <source>Details for a bug report</source>
        <translation>Einzelheiten für einen Fehlerbericht</translation>
    </message>
    <message>
        <source>Show the technical details</source>
        <translation>Die technischen Einzelheiten zeigen</translation>
    </message>
    <message>
        <source>Copy the message and its details for a bug report</source>
        <translation>Die Meldung mit ihren Einzelheiten für einen Fehlerbericht kopieren</translation>
    </message>
    <message>
        <source>Open the folder that holds Melody&apos;s log</source>
        <translation>Den Ordner mit Melodys Protokoll öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <source>Notation</source>
        <translation>Noten</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>MIDI and sound</source>
        <translation>MIDI und Klang</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>to edit in MuseScore 4</source>
        <translation>zum Bearbeiten in MuseScore 4</translation>
    </message>
    <message>
        <source>MuseScore, uncompressed</source>
        <translation>MuseScore, unkomprimiert</translation>
    </message>
    <message>
        <source>for MuseScore 3.1 and later</source>
        <translation>für MuseScore 3.1 und neuer</translation>
    </message>
    <message>
        <source>for Sibelius, Finale, Dorico and others</source>
        <translation>für Sibelius, Finale, Dorico und andere</translation>
    </message>
    <message>
        <source>for Verovio and music scholars</source>
        <translation>für Verovio und Musikforscher</translation>
    </message>
    <message>
        <source>pages to print</source>
        <translation>Seiten zum Drucken</translation>
    </message>
    <message>
        <source>a picture of each page</source>
        <translation>ein Bild jeder Seite</translation>
    </message>
    <message>
        <source>all pages as one drawing</source>
        <translation>alle Seiten als eine Zeichnung</translation>
    </message>
    <message>
        <source>MIDI as written</source>
        <translation>MIDI, wie notiert</translation>
    </message>
    <message>
        <source>the notes of the score, for sequencers</source>
        <translation>die geschriebenen Noten, für Sequencer</translation>
    </message>
    <message>
        <source>MIDI as played</source>
        <translation>MIDI, wie gespielt</translation>
    </message>
    <message>
        <source>every stroke exactly when it was played</source>
        <translation>jeder Schlag genau dann, wann er gespielt wurde</translation>
    </message>
    <message>
        <source>the strokes, played on Melody&apos;s drums</source>
        <translation>die Schläge, auf Melodys Trommeln gespielt</translation>
    </message>
    <message>
        <source>a table with a row for each stroke</source>
        <translation>eine Tabelle mit einer Zeile je Schlag</translation>
    </message>
    <message>
        <source>Drum track</source>
        <translation>Schlagzeugspur</translation>
    </message>
    <message>
        <source>Metronome</source>
        <translation>Metronom</translation>
    </message>
    <message>
        <source>a click on each beat that follows the song</source>
        <translation>ein Klick auf jeder Zählzeit, der dem Song folgt</translation>
    </message>
    <message>
        <source>Song with clicks</source>
        <translation>Song mit Klicks</translation>
    </message>
    <message>
        <source>the song with a click on each stroke, to check by ear</source>
        <translation>der Song mit einem Klick auf jedem Schlag, zum Nachhören</translation>
    </message>
    <message>
        <source>Clicks</source>
        <translation>Klicks</translation>
    </message>
    <message>
        <source>a click on each stroke, without the song</source>
        <translation>ein Klick auf jedem Schlag, ohne den Song</translation>
    </message>
    <message>
        <source>everything found, for other programs</source>
        <translation>alles Gefundene, für andere Programme</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Auswählen …</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>Den Ordner auswählen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>The folder to write the files to</source>
        <translation>Der Ordner, in den die Dateien geschrieben werden</translation>
    </message>
    <message>
        <source>Name of the files, without the extension</source>
        <translation>Name der Dateien, ohne die Endung</translation>
    </message>
    <message>
        <source>Stop the export, or close without exporting</source>
        <translation>Den Export anhalten oder schließen, ohne zu exportieren</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>Fortschritt des Exports</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Open in MuseScore</source>
        <translation>In MuseScore öffnen</translation>
    </message>
    <message>
        <source>Open the score in MuseScore</source>
        <translation>Die Noten in MuseScore öffnen</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Open the folder with the files</source>
        <translation>Den Ordner mit den Dateien öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close this window</source>
        <translation>Dieses Fenster schließen</translation>
    </message>
    <message>
        <source>Folder for the files</source>
        <translation>Ordner für die Dateien</translation>
    </message>
    <message>
        <source>Replace and export</source>
        <translation>Ersetzen und exportieren</translation>
    </message>
    <message>
        <source>Export {n} files</source>
        <translation>{n} Dateien exportieren</translation>
    </message>
    <message>
        <source>These files already exist: {names} and {n} more.</source>
        <translation>Diese Dateien gibt es schon: {names} und {n} weitere.</translation>
    </message>
    <message>
        <source>These files already exist: {names}.</source>
        <translation>Diese Dateien gibt es schon: {names}.</translation>
    </message>
    <message>
        <source>A file cannot have this name.</source>
        <translation>So kann eine Datei nicht heißen.</translation>
    </message>
    <message>
        <source>Choose at least one format.</source>
        <translation>Wähle mindestens ein Format.</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>Wähle einen Ordner.</translation>
    </message>
    <message>
        <source>Exporting “{title}”</source>
        <translation>Exportiert „{title}“</translation>
    </message>
    <message>
        <source>Exported {n} files</source>
        <translation>{n} Dateien exportiert</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>Exportiert</translation>
    </message>
</context>
<context>
    <name>FailureView</name>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Read and analyse the song again</source>
        <translation>Den Song noch einmal lesen und analysieren</translation>
    </message>
    <message>
        <source>Close song</source>
        <translation>Song schließen</translation>
    </message>
    <message>
        <source>Remove the song from the list</source>
        <translation>Den Song aus der Liste nehmen</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Copy the file name, message and details for a bug report</source>
        <translation>Dateiname, Meldung und Einzelheiten für einen Fehlerbericht kopieren</translation>
    </message>
    <message>
        <source>“{title}” is not open</source>
        <translation>„{title}“ ist nicht offen</translation>
    </message>
    <message>
        <source>“{title}” could not be opened</source>
        <translation>„{title}“ konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>You cancelled it before it was analysed.</source>
        <translation>Du hast abgebrochen, bevor der Song analysiert war.</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>FailuresDialog</name>
    <message>
        <source>Left out of the library</source>
        <translation>In der Sammlung ausgelassen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Songs that could not be read, with the reasons</source>
        <translation>Titel, die nicht zu lesen waren, mit den Gründen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy this list as text</source>
        <translation>Diese Liste als Text kopieren</translation>
    </message>
    <message>
        <source>The next look through the folders tries these again.</source>
        <translation>Beim nächsten Durchsehen der Ordner werden sie noch einmal versucht.</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>strokes a minute</source>
        <translation>Schläge je Minute</translation>
    </message>
    <message>
        <source>Strokes of the last four seconds, a minute</source>
        <translation>Schläge der letzten vier Sekunden, auf die Minute</translation>
    </message>
    <message>
        <source>bpm heard</source>
        <translation>bpm gehört</translation>
    </message>
    <message>
        <source>The tempo that you are playing</source>
        <translation>Das Tempo, das du spielst</translation>
    </message>
    <message>
        <source>ms latency</source>
        <translation>ms Verzögerung</translation>
    </message>
    <message>
        <source>Time from the sound in the microphone to the screen</source>
        <translation>Zeit vom Klang im Mikrofon bis auf den Bildschirm</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Search title, artist, style, drums</source>
        <translation>Titel, Interpret, Stil, Trommeln suchen</translation>
    </message>
    <message>
        <source>Show only songs in which all of these words occur</source>
        <translation>Nur Titel zeigen, in denen alle diese Wörter vorkommen</translation>
    </message>
    <message>
        <source>Show only songs of this genre</source>
        <translation>Nur Titel dieses Genres zeigen</translation>
    </message>
    <message>
        <source>Show only songs of this mood</source>
        <translation>Nur Titel dieser Stimmung zeigen</translation>
    </message>
    <message>
        <source>Show only songs of at least so many beats a minute</source>
        <translation>Nur Titel mit mindestens so vielen Schlägen in der Minute zeigen</translation>
    </message>
    <message>
        <source>Show only songs of at most so many beats a minute</source>
        <translation>Nur Titel mit höchstens so vielen Schlägen in der Minute zeigen</translation>
    </message>
    <message>
        <source>Show all songs again</source>
        <translation>Wieder alle Titel zeigen</translation>
    </message>
    <message>
        <source>All genres</source>
        <translation>Alle Genres</translation>
    </message>
    <message>
        <source>All moods</source>
        <translation>Alle Stimmungen</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>Tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>to</source>
        <translation>bis</translation>
    </message>
</context>
<context>
    <name>HeaderColumn</name>
    <message>
        <source>Lanes</source>
        <translation>Spuren</translation>
    </message>
</context>
<context>
    <name>InputBar</name>
    <message>
        <source>Back to the songs</source>
        <translation>Zurück zu den Songs</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>Zuhören</translation>
    </message>
    <message>
        <source>The microphone or input to listen to</source>
        <translation>Das Mikrofon oder der Eingang zum Zuhören</translation>
    </message>
    <message>
        <source>Input device</source>
        <translation>Eingabegerät</translation>
    </message>
    <message>
        <source>Look for devices again</source>
        <translation>Neu nach Geräten suchen</translation>
    </message>
    <message>
        <source>System default</source>
        <translation>Vorgabe des Systems</translation>
    </message>
    <message>
        <source>{name} (not connected)</source>
        <translation>{name} (nicht angeschlossen)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop listening (F2)</source>
        <translation>Zuhören beenden (F2)</translation>
    </message>
    <message>
        <source>Start listening (F2)</source>
        <translation>Zuhören beginnen (F2)</translation>
    </message>
    <message>
        <source>Finish take</source>
        <translation>Aufnahme beenden</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <source>Stop recording and open the take as a song (F3)</source>
        <translation>Aufnahme beenden und als Song öffnen (F3)</translation>
    </message>
    <message>
        <source>Record what you play; the take is opened as a song (F3)</source>
        <translation>Aufnehmen, was du spielst; die Aufnahme wird als Song geöffnet (F3)</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} MB</translation>
    </message>
    <message>
        <source>Length and size of the take</source>
        <translation>Länge und Größe der Aufnahme</translation>
    </message>
</context>
<context>
    <name>JobRunner</name>
    <message>
        <source>Something went wrong inside Melody: {error}. Your work is safe.</source>
        <translation>In Melody ist etwas schiefgegangen: {error}. Deine Arbeit ist sicher.</translation>
    </message>
</context>
<context>
    <name>KitPads</name>
    <message>
        <source>Drum kit</source>
        <translation>Schlagzeug</translation>
    </message>
    <message>
        <source>Each drum lights up when it is struck.</source>
        <translation>Jede Trommel leuchtet auf, wenn sie geschlagen wird.</translation>
    </message>
    <message>
        <source>The kit as you see it from your stool; it lights up as you play.</source>
        <translation>Das Schlagzeug, wie du es vom Hocker siehst; es leuchtet auf, wenn du spielst.</translation>
    </message>
    <message>
        <source>Kick</source>
        <translation>Bassdrum</translation>
    </message>
    <message>
        <source>Snare</source>
        <translation>Snare</translation>
    </message>
    <message>
        <source>Hi-hat</source>
        <translation>Hi-Hat</translation>
    </message>
    <message>
        <source>High tom</source>
        <translation>Tom hoch</translation>
    </message>
    <message>
        <source>Mid tom</source>
        <translation>Tom mittel</translation>
    </message>
    <message>
        <source>Floor tom</source>
        <translation>Standtom</translation>
    </message>
    <message>
        <source>Crash</source>
        <translation>Crash</translation>
    </message>
    <message>
        <source>Ride</source>
        <translation>Ride</translation>
    </message>
    <message>
        <source>China</source>
        <translation>China</translation>
    </message>
    <message>
        <source>Splash</source>
        <translation>Splash</translation>
    </message>
    <message>
        <source>Cowbell</source>
        <translation>Cowbell</translation>
    </message>
    <message>
        <source>Tambourine</source>
        <translation>Tamburin</translation>
    </message>
    <message>
        <source>Clap</source>
        <translation>Klatschen</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>foot</source>
        <translation>Fuß</translation>
    </message>
    <message>
        <source>side stick</source>
        <translation>Sidestick</translation>
    </message>
    <message>
        <source>bell</source>
        <translation>Glocke</translation>
    </message>
</context>
<context>
    <name>LabelBar</name>
    <message>
        <source>&lt; 1 %</source>
        <translation>&lt; 1 %</translation>
    </message>
    <message>
        <source>{n} %</source>
        <translation>{n} %</translation>
    </message>
    <message>
        <source>{label}, {percent}. Shown on the timeline; click for all classes again</source>
        <translation>{label}, {percent}. Auf der Zeitachse gezeigt; Klick: wieder alle Klassen</translation>
    </message>
    <message>
        <source>{label}, {percent}. Click to see when and where it is heard</source>
        <translation>{label}, {percent}. Klick: zeigen, wann und wo es zu hören ist</translation>
    </message>
</context>
<context>
    <name>LabelGroup</name>
    <message>
        <source>Fewer</source>
        <translation>Weniger</translation>
    </message>
    <message>
        <source>{title}: only the most likely</source>
        <translation>{title}: nur die wahrscheinlichsten</translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation>{n} weitere</translation>
    </message>
    <message>
        <source>{title}: {n} less likely ones</source>
        <translation>{title}: {n} weniger wahrscheinliche</translation>
    </message>
</context>
<context>
    <name>Labels</name>
    <message>
        <source>Rock</source>
        <translation>Rock</translation>
    </message>
    <message>
        <source>Pop</source>
        <translation>Pop</translation>
    </message>
    <message>
        <source>Alternative</source>
        <translation>Alternative</translation>
    </message>
    <message>
        <source>Indie</source>
        <translation>Indie</translation>
    </message>
    <message>
        <source>Electronic</source>
        <translation>Elektronisch</translation>
    </message>
    <message>
        <source>Dance</source>
        <translation>Dance</translation>
    </message>
    <message>
        <source>Jazz</source>
        <translation>Jazz</translation>
    </message>
    <message>
        <source>Metal</source>
        <translation>Metal</translation>
    </message>
    <message>
        <source>Soul</source>
        <translation>Soul</translation>
    </message>
    <message>
        <source>Folk</source>
        <translation>Folk</translation>
    </message>
    <message>
        <source>Punk</source>
        <translation>Punk</translation>
    </message>
    <message>
        <source>Blues</source>
        <translation>Blues</translation>
    </message>
    <message>
        <source>Ambient</source>
        <translation>Ambient</translation>
    </message>
    <message>
        <source>Hip-hop</source>
        <translation>Hip-Hop</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>Country</translation>
    </message>
    <message>
        <source>Funk</source>
        <translation>Funk</translation>
    </message>
    <message>
        <source>R&amp;B</source>
        <translation>R&amp;B</translation>
    </message>
    <message>
        <source>House</source>
        <translation>House</translation>
    </message>
    <message>
        <source>Techno</source>
        <translation>Techno</translation>
    </message>
    <message>
        <source>Classical</source>
        <translation>Klassik</translation>
    </message>
    <message>
        <source>New age</source>
        <translation>New Age</translation>
    </message>
    <message>
        <source>Beautiful</source>
        <translation>Schön</translation>
    </message>
    <message>
        <source>Chillout</source>
        <translation>Chillout</translation>
    </message>
    <message>
        <source>Mellow</source>
        <translation>Sanft und warm</translation>
    </message>
    <message>
        <source>Party</source>
        <translation>Party</translation>
    </message>
    <message>
        <source>Easy listening</source>
        <translation>Easy Listening</translation>
    </message>
    <message>
        <source>Sexy</source>
        <translation>Sexy</translation>
    </message>
    <message>
        <source>Catchy</source>
        <translation>Eingängig</translation>
    </message>
    <message>
        <source>Sad</source>
        <translation>Traurig</translation>
    </message>
    <message>
        <source>Happy</source>
        <translation>Fröhlich</translation>
    </message>
    <message>
        <source>Quiet</source>
        <translation>Ruhig</translation>
    </message>
    <message>
        <source>Loud</source>
        <translation>Laut</translation>
    </message>
    <message>
        <source>Soft</source>
        <translation>Weich</translation>
    </message>
    <message>
        <source>Weird</source>
        <translation>Seltsam</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>Langsam</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>Schnell</translation>
    </message>
    <message>
        <source>Alternative rock</source>
        <translation>Alternative Rock</translation>
    </message>
    <message>
        <source>Classic rock</source>
        <translation>Classic Rock</translation>
    </message>
    <message>
        <source>Indie rock</source>
        <translation>Indie-Rock</translation>
    </message>
    <message>
        <source>Hard rock</source>
        <translation>Hardrock</translation>
    </message>
    <message>
        <source>Progressive rock</source>
        <translation>Progressive Rock</translation>
    </message>
    <message>
        <source>Heavy metal</source>
        <translation>Heavy Metal</translation>
    </message>
    <message>
        <source>Indie pop</source>
        <translation>Indie-Pop</translation>
    </message>
    <message>
        <source>Electronica</source>
        <translation>Electronica</translation>
    </message>
    <message>
        <source>Electro</source>
        <translation>Electro</translation>
    </message>
    <message>
        <source>Experimental</source>
        <translation>Experimentell</translation>
    </message>
    <message>
        <source>60s</source>
        <translation>60er</translation>
    </message>
    <message>
        <source>70s</source>
        <translation>70er</translation>
    </message>
    <message>
        <source>80s</source>
        <translation>80er</translation>
    </message>
    <message>
        <source>90s</source>
        <translation>90er</translation>
    </message>
    <message>
        <source>00s</source>
        <translation>2000er</translation>
    </message>
    <message>
        <source>Oldies</source>
        <translation>Oldies</translation>
    </message>
    <message>
        <source>Acoustic</source>
        <translation>Akustisch</translation>
    </message>
    <message>
        <source>Instrumental</source>
        <translation>Instrumental</translation>
    </message>
    <message>
        <source>Female voice</source>
        <translation>Frauenstimme</translation>
    </message>
    <message>
        <source>Male voice</source>
        <translation>Männerstimme</translation>
    </message>
    <message>
        <source>Choir</source>
        <translation>Chor</translation>
    </message>
    <message>
        <source>Guitar</source>
        <translation>Gitarre</translation>
    </message>
    <message>
        <source>Piano</source>
        <translation>Klavier</translation>
    </message>
    <message>
        <source>Strings</source>
        <translation>Streicher</translation>
    </message>
    <message>
        <source>Violin</source>
        <translation>Geige</translation>
    </message>
    <message>
        <source>Cello</source>
        <translation>Cello</translation>
    </message>
    <message>
        <source>Flute</source>
        <translation>Flöte</translation>
    </message>
    <message>
        <source>Harp</source>
        <translation>Harfe</translation>
    </message>
    <message>
        <source>Harpsichord</source>
        <translation>Cembalo</translation>
    </message>
    <message>
        <source>Sitar</source>
        <translation>Sitar</translation>
    </message>
    <message>
        <source>Synth</source>
        <translation>Synthesizer</translation>
    </message>
    <message>
        <source>Drums</source>
        <translation>Schlagzeug</translation>
    </message>
    <message>
        <source>Beat</source>
        <translation>Beat</translation>
    </message>
    <message>
        <source>Solo</source>
        <translation>Solo</translation>
    </message>
    <message>
        <source>Opera</source>
        <translation>Oper</translation>
    </message>
    <message>
        <source>Indian</source>
        <translation>Indisch</translation>
    </message>
</context>
<context>
    <name>LaneCanvas</name>
    <message>
        <source>Timeline lanes</source>
        <translation>Spuren der Zeitleiste</translation>
    </message>
    <message>
        <source>Arrow keys move the playhead by beats, Tab goes from stroke to stroke.</source>
        <translation>Die Pfeiltasten bewegen die Abspielposition um Zählzeiten, Tab geht von Schlag zu Schlag.</translation>
    </message>
</context>
<context>
    <name>LaneHeader</name>
    <message>
        <source>Hide this lane</source>
        <translation>Diese Spur ausblenden</translation>
    </message>
    <message>
        <source>Hide {lane}</source>
        <translation>{lane} ausblenden</translation>
    </message>
    <message>
        <source>{lane}, {n} strokes</source>
        <translation>{lane}, {n} Schläge</translation>
    </message>
    <message>
        <source>{lane}
Drag to reorder, drag the lower edge to resize, turn the wheel to scroll</source>
        <translation>{lane}
Ziehen ordnet um, der untere Rand ändert die Höhe, das Rad blättert</translation>
    </message>
</context>
<context>
    <name>LevelMeter</name>
    <message>
        <source>Microphone level</source>
        <translation>Pegel des Mikrofons</translation>
    </message>
    <message>
        <source>Loudness of the microphone. Loud strokes should reach the right third.</source>
        <translation>Lautstärke des Mikrofons. Laute Schläge sollten das rechte Drittel erreichen.</translation>
    </message>
    <message>
        <source>Too loud: turn the input down</source>
        <translation>Zu laut: den Eingang leiser stellen</translation>
    </message>
    <message>
        <source>Good level</source>
        <translation>Guter Pegel</translation>
    </message>
    <message>
        <source>No sound from this input</source>
        <translation>Kein Ton von diesem Eingang</translation>
    </message>
    <message>
        <source>Too quiet: turn the input up</source>
        <translation>Zu leise: den Eingang lauter stellen</translation>
    </message>
</context>
<context>
    <name>LibraryWindow</name>
    <message>
        <source>Library – Melody</source>
        <translation>Sammlung – Melody</translation>
    </message>
    <message>
        <source>Add a folder with songs</source>
        <translation>Einen Ordner mit Titeln hinzufügen</translation>
    </message>
    <message>
        <source>Drop to listen to these folders and songs.</source>
        <translation>Loslassen, um diese Ordner und Titel anzuhören.</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Listen to the songs of one more folder</source>
        <translation>Die Titel eines weiteren Ordners anhören</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Neu durchsehen</translation>
    </message>
    <message>
        <source>Look through your folders for songs that are new, changed or gone</source>
        <translation>Die Ordner nach neuen, geänderten und verschwundenen Titeln durchsehen</translation>
    </message>
    <message>
        <source>Similar songs</source>
        <translation>Ähnliche Titel</translation>
    </message>
    <message>
        <source>Show songs that are like the chosen one</source>
        <translation>Titel zeigen, die dem gewählten ähneln</translation>
    </message>
    <message>
        <source>{n} of {total} songs</source>
        <translation>{n} von {total} Titeln</translation>
    </message>
    <message>
        <source>One song</source>
        <translation>Ein Titel</translation>
    </message>
    <message>
        <source>{n} songs</source>
        <translation>{n} Titel</translation>
    </message>
    <message>
        <source>Folders that are looked through:</source>
        <translation>Ordner, die durchgesehen werden:</translation>
    </message>
    <message>
        <source>Look through this one now</source>
        <translation>Diesen jetzt durchsehen</translation>
    </message>
    <message>
        <source>Look through it no longer</source>
        <translation>Nicht mehr durchsehen</translation>
    </message>
    <message>
        <source>Find metre, drums and difficulty too</source>
        <translation>Auch Taktart, Trommeln und Schwierigkeit finden</translation>
    </message>
    <message>
        <source>Takes several times as long</source>
        <translation>Dauert mehrmals so lang</translation>
    </message>
    <message>
        <source>Removed “{name}”; the file stays.</source>
        <translation>„{name}“ entfernt; die Datei bleibt.</translation>
    </message>
    <message>
        <source>Removed {n} songs; the files stay.</source>
        <translation>{n} Titel entfernt; die Dateien bleiben.</translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>Getting ready…</source>
        <translation>Bereitet sich vor …</translation>
    </message>
    <message>
        <source>Press Listen and play</source>
        <translation>„Zuhören“ drücken und spielen</translation>
    </message>
    <message>
        <source>The computer is too busy: {n} s were not heard here. A recording has them.</source>
        <translation>Der Rechner ist zu beschäftigt: {n} s wurden hier nicht gehört. Eine Aufnahme hat sie.</translation>
    </message>
    <message>
        <source>No microphone was found. Connect one, then look for devices again.</source>
        <translation>Kein Mikrofon gefunden. Schließe eins an und suche dann neu nach Geräten.</translation>
    </message>
    <message>
        <source>Some sound was lost because the computer was busy (so far: {n} times).</source>
        <translation>Etwas Ton ging verloren, weil der Rechner beschäftigt war (bisher {n}-mal).</translation>
    </message>
    <message>
        <source>A take must last a second at least.</source>
        <translation>Eine Aufnahme muss mindestens eine Sekunde dauern.</translation>
    </message>
</context>
<context>
    <name>LookPanel</name>
    <message>
        <source>Magma</source>
        <translation>Magma</translation>
    </message>
    <message>
        <source>Viridis</source>
        <translation>Viridis</translation>
    </message>
    <message>
        <source>Cividis (for all eyes)</source>
        <translation>Cividis (für alle Augen)</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Ink on paper</source>
        <translation>Tinte auf Papier</translation>
    </message>
    <message>
        <source>Range of the spectrogram</source>
        <translation>Umfang des Spektrogramms</translation>
    </message>
    <message>
        <source>Attention over the spectrogram</source>
        <translation>Aufmerksamkeit über dem Spektrogramm</translation>
    </message>
    <message>
        <source>Heatmap of the style over the spectrogram</source>
        <translation>Wärmebild des Stils über dem Spektrogramm</translation>
    </message>
    <message>
        <source>Page by page</source>
        <translation>Seite für Seite</translation>
    </message>
    <message>
        <source>Smoothly</source>
        <translation>Fließend</translation>
    </message>
    <message>
        <source>Not at all</source>
        <translation>Gar nicht</translation>
    </message>
    <message>
        <source>Colours of the spectrogram and of attention</source>
        <translation>Farben des Spektrogramms und der Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>How the lanes follow the playhead</source>
        <translation>Wie die Spuren der Abspielposition folgen</translation>
    </message>
    <message>
        <source>Follow the playhead</source>
        <translation>Der Abspielposition folgen</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Umfang</translation>
    </message>
    <message>
        <source>Attention overlay</source>
        <translation>Aufmerksamkeit darüber</translation>
    </message>
    <message>
        <source>Style heatmap</source>
        <translation>Wärmebild des Stils</translation>
    </message>
    <message>
        <source>{n} dB</source>
        <translation>{n} dB</translation>
    </message>
    <message>
        <source>{n} %</source>
        <translation>{n} %</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Getting ready</source>
        <translation>Bereitet sich vor</translation>
    </message>
    <message>
        <source>“{name}” opens in a moment…</source>
        <translation>„{name}“ öffnet sich gleich …</translation>
    </message>
    <message>
        <source>Songs and projects</source>
        <translation>Songs und Projekte</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Open songs</source>
        <translation>Songs öffnen</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>Das Projekt speichern</translation>
    </message>
    <message>
        <source>Melody projects</source>
        <translation>Melody-Projekte</translation>
    </message>
    <message>
        <source>Saved “{name}”.</source>
        <translation>„{name}“ gespeichert.</translation>
    </message>
    <message>
        <source>Save your corrections?</source>
        <translation>Deine Korrekturen speichern?</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>&amp;Don&apos;t save</source>
        <translation>&amp;Nicht speichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Melody ended unexpectedly last time. Your corrections of these were kept:</source>
        <translation>Melody wurde letztes Mal unerwartet beendet. Deine Korrekturen an diesen Songs wurden aufgehoben:</translation>
    </message>
    <message>
        <source>Restore your work?</source>
        <translation>Deine Arbeit wiederherstellen?</translation>
    </message>
    <message>
        <source>&amp;Restore</source>
        <translation>&amp;Wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Not now</source>
        <translation>&amp;Jetzt nicht</translation>
    </message>
    <message>
        <source>&amp;Delete them</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>It is not where it was when “{name}” was saved. Show Melody where it is now; your corrections are kept.</source>
        <translation>Er liegt nicht mehr dort, wo er lag, als „{name}“ gespeichert wurde. Zeige Melody, wo er jetzt liegt; deine Korrekturen bleiben.</translation>
    </message>
    <message>
        <source>&amp;Find it…</source>
        <translation>&amp;Suchen …</translation>
    </message>
    <message>
        <source>“{title}” has corrections that are not saved.</source>
        <translation>„{title}“ hat Korrekturen, die nicht gespeichert sind.</translation>
    </message>
    <message>
        <source>Where is the song?</source>
        <translation>Wo ist der Song?</translation>
    </message>
    <message>
        <source>Find the song</source>
        <translation>Den Song suchen</translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation>Diese vergessen</translation>
    </message>
    <message>
        <source>The language changes when Melody starts again.</source>
        <translation>Die Sprache wechselt, wenn Melody neu startet.</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>&amp;Live microphone</source>
        <translation>&amp;Live-Mikrofon</translation>
    </message>
    <message>
        <source>Li&amp;brary</source>
        <translation>Samm&amp;lung</translation>
    </message>
    <message>
        <source>&amp;Save project</source>
        <translation>Projekt &amp;speichern</translation>
    </message>
    <message>
        <source>Save project &amp;as…</source>
        <translation>Projekt speichern &amp;unter …</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren …</translation>
    </message>
    <message>
        <source>Open in &amp;MuseScore</source>
        <translation>In &amp;MuseScore öffnen</translation>
    </message>
    <message>
        <source>&amp;Close song</source>
        <translation>Song s&amp;chließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>&amp;Alles auswählen</translation>
    </message>
    <message>
        <source>Select &amp;nothing</source>
        <translation>&amp;Nichts auswählen</translation>
    </message>
    <message>
        <source>Next stroke</source>
        <translation>Nächster Schlag</translation>
    </message>
    <message>
        <source>Previous stroke</source>
        <translation>Voriger Schlag</translation>
    </message>
    <message>
        <source>Next &amp;doubtful stroke</source>
        <translation>Nächster &amp;zweifelhafter Schlag</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Move later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Move earlier</source>
        <translation>Früher</translation>
    </message>
    <message>
        <source>Move 5 ms later</source>
        <translation>5 ms später</translation>
    </message>
    <message>
        <source>Move 5 ms earlier</source>
        <translation>5 ms früher</translation>
    </message>
    <message>
        <source>Louder</source>
        <translation>Lauter</translation>
    </message>
    <message>
        <source>Softer</source>
        <translation>Leiser</translation>
    </message>
    <message>
        <source>Apply to all &amp;equal bars</source>
        <translation>Auf alle &amp;gleichen Takte anwenden</translation>
    </message>
    <message>
        <source>Change to &amp;drum</source>
        <translation>In &amp;Trommel ändern</translation>
    </message>
    <message>
        <source>&amp;Beats</source>
        <translation>&amp;Zählzeiten</translation>
    </message>
    <message>
        <source>The “&amp;1” is at the playhead</source>
        <translation>Die „&amp;1“ ist an der Abspielposition</translation>
    </message>
    <message>
        <source>&amp;Double the tempo</source>
        <translation>Tempo ver&amp;doppeln</translation>
    </message>
    <message>
        <source>&amp;Halve the tempo</source>
        <translation>Tempo &amp;halbieren</translation>
    </message>
    <message>
        <source>&amp;Metre of the song</source>
        <translation>&amp;Taktart des Songs</translation>
    </message>
    <message>
        <source>Metre &amp;from the playhead on</source>
        <translation>Taktart &amp;ab der Abspielposition</translation>
    </message>
    <message>
        <source>&amp;Swing</source>
        <translation>&amp;Swing</translation>
    </message>
    <message>
        <source>&amp;Reset the beats</source>
        <translation>Zählzeiten &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Spielen</translation>
    </message>
    <message>
        <source>&amp;Play or pause</source>
        <translation>&amp;Spielen oder anhalten</translation>
    </message>
    <message>
        <source>To the &amp;start</source>
        <translation>Zum &amp;Anfang</translation>
    </message>
    <message>
        <source>&amp;Loop the selection or bar</source>
        <translation>Auswahl oder Takt in &amp;Schleife</translation>
    </message>
    <message>
        <source>Play the &amp;highlight</source>
        <translation>&amp;Typischste Stelle spielen</translation>
    </message>
    <message>
        <source>&amp;Slower</source>
        <translation>&amp;Langsamer</translation>
    </message>
    <message>
        <source>&amp;Faster</source>
        <translation>S&amp;chneller</translation>
    </message>
    <message>
        <source>&amp;Normal speed</source>
        <translation>&amp;Normale Geschwindigkeit</translation>
    </message>
    <message>
        <source>&amp;Metronome</source>
        <translation>&amp;Metronom</translation>
    </message>
    <message>
        <source>&amp;Count-in</source>
        <translation>&amp;Einzählen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Songs</source>
        <translation>&amp;Songs</translation>
    </message>
    <message>
        <source>Song &amp;panel</source>
        <translation>Song-&amp;Übersicht</translation>
    </message>
    <message>
        <source>&amp;Timeline</source>
        <translation>&amp;Zeitleiste</translation>
    </message>
    <message>
        <source>S&amp;core</source>
        <translation>&amp;Noten</translation>
    </message>
    <message>
        <source>St&amp;yle</source>
        <translation>&amp;Stil</translation>
    </message>
    <message>
        <source>&amp;Why this note</source>
        <translation>&amp;Warum diese Note</translation>
    </message>
    <message>
        <source>Score &amp;beside the timeline</source>
        <translation>Noten &amp;neben der Zeitleiste</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>Whole &amp;song</source>
        <translation>&amp;Ganzer Song</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>Open the &amp;demo song</source>
        <translation>&amp;Demo-Song öffnen</translation>
    </message>
    <message>
        <source>Show the &amp;log</source>
        <translation>&amp;Protokoll zeigen</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>&amp;Einstellungen …</translation>
    </message>
    <message>
        <source>&amp;About Melody</source>
        <translation>Ü&amp;ber Melody</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Start listening again</source>
        <translation>Wieder mit dem Zuhören beginnen</translation>
    </message>
    <message>
        <source>Hide this message</source>
        <translation>Diese Meldung ausblenden</translation>
    </message>
</context>
<context>
    <name>MetronomeBar</name>
    <message>
        <source>Early or late on average</source>
        <translation>Im Mittel zu früh oder zu spät</translation>
    </message>
    <message>
        <source>Follow me</source>
        <translation>Mir folgen</translation>
    </message>
    <message>
        <source>Follow me: {bpm}</source>
        <translation>Mir folgen: {bpm}</translation>
    </message>
    <message>
        <source>On the beat</source>
        <translation>Auf den Punkt</translation>
    </message>
    <message>
        <source>{n} ms early on average</source>
        <translation>im Mittel {n} ms zu früh</translation>
    </message>
    <message>
        <source>{n} ms late on average</source>
        <translation>im Mittel {n} ms zu spät</translation>
    </message>
    <message>
        <source>Metronome click (Ctrl+K); use headphones</source>
        <translation>Metronomklick (Strg+K); Kopfhörer benutzen</translation>
    </message>
    <message>
        <source>Metronome click</source>
        <translation>Metronomklick</translation>
    </message>
    <message>
        <source> bpm</source>
        <translation> bpm</translation>
    </message>
    <message>
        <source>Tempo of the metronome in beats a minute</source>
        <translation>Tempo des Metronoms in Schlägen je Minute</translation>
    </message>
    <message>
        <source>Tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Tap</source>
        <translation>Tippen</translation>
    </message>
    <message>
        <source>Tap the tempo, four times or more (F4)</source>
        <translation>Das Tempo tippen, viermal oder öfter (F4)</translation>
    </message>
    <message>
        <source>Tap the tempo</source>
        <translation>Das Tempo tippen</translation>
    </message>
    <message>
        <source>Let the metronome follow the tempo that you play (F12)</source>
        <translation>Das Metronom deinem Tempo folgen lassen (F12)</translation>
    </message>
    <message>
        <source>Follow my tempo</source>
        <translation>Meinem Tempo folgen</translation>
    </message>
    <message>
        <source>Beats in a bar</source>
        <translation>Zählzeiten im Takt</translation>
    </message>
    <message>
        <source>Metre</source>
        <translation>Taktart</translation>
    </message>
    <message>
        <source>Eighths</source>
        <translation>Achtel</translation>
    </message>
    <message>
        <source>Triplets</source>
        <translation>Triolen</translation>
    </message>
    <message>
        <source>Sixteenths</source>
        <translation>Sechzehntel</translation>
    </message>
    <message>
        <source>The grid that your strokes are held against</source>
        <translation>Das Raster, an dem deine Schläge gemessen werden</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>Raster</translation>
    </message>
</context>
<context>
    <name>Microphone</name>
    <message>
        <source>The microphone does not answer any more; it may have been unplugged. Connect it again, or choose another one.</source>
        <translation>Das Mikrofon antwortet nicht mehr; vielleicht wurde es abgezogen. Schließe es wieder an oder wähle ein anderes.</translation>
    </message>
    <message>
        <source>No microphone is connected. Connect one and try again.</source>
        <translation>Kein Mikrofon ist angeschlossen. Schließe eins an und versuche es noch einmal.</translation>
    </message>
    <message>
        <source>The microphone&apos;s sample rate cannot be used.</source>
        <translation>Die Abtastrate des Mikrofons ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>Melody may not use the microphone. Allow it in the privacy settings of your system.</source>
        <translation>Melody darf das Mikrofon nicht benutzen. Erlaube es in den Datenschutzeinstellungen deines Systems.</translation>
    </message>
    <message>
        <source>The microphone could not be opened; another program may use it.</source>
        <translation>Das Mikrofon ließ sich nicht öffnen; vielleicht benutzt es ein anderes Programm.</translation>
    </message>
</context>
<context>
    <name>MouseAndKeys</name>
    <message>
        <source>In the timeline</source>
        <translation>In der Zeitleiste</translation>
    </message>
    <message>
        <source>On the ruler and lane names</source>
        <translation>Auf Lineal und Spurnamen</translation>
    </message>
    <message>
        <source>In the score</source>
        <translation>In den Noten</translation>
    </message>
    <message>
        <source>On the live page</source>
        <translation>Auf der Live-Seite</translation>
    </message>
    <message>
        <source>Elsewhere</source>
        <translation>Anderswo</translation>
    </message>
    <message>
        <source>Left · Right</source>
        <translation>Links · Rechts</translation>
    </message>
    <message>
        <source>A beat back or on</source>
        <translation>Einen Schlag zurück oder weiter</translation>
    </message>
    <message>
        <source>Ctrl+Left · Ctrl+Right</source>
        <translation>Strg+Links · Strg+Rechts</translation>
    </message>
    <message>
        <source>A bar back or on</source>
        <translation>Einen Takt zurück oder weiter</translation>
    </message>
    <message>
        <source>+ · -</source>
        <translation>+ · -</translation>
    </message>
    <message>
        <source>Zoom in or out</source>
        <translation>Näher heran oder weiter weg</translation>
    </message>
    <message>
        <source>Tab · Shift+Tab</source>
        <translation>Tab · Umschalt+Tab</translation>
    </message>
    <message>
        <source>Select the next or previous stroke</source>
        <translation>Den nächsten oder vorigen Schlag wählen</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>Ctrl+wheel</source>
        <translation>Strg+Mausrad</translation>
    </message>
    <message>
        <source>Zoom about the mouse</source>
        <translation>Um die Maus vergrößern</translation>
    </message>
    <message>
        <source>Shift+wheel</source>
        <translation>Umschalt+Mausrad</translation>
    </message>
    <message>
        <source>Scroll the lanes, or move along if all are shown</source>
        <translation>Durch die Spuren blättern oder, wenn alle zu sehen sind, sich im Song bewegen</translation>
    </message>
    <message>
        <source>In the library</source>
        <translation>In der Sammlung</translation>
    </message>
    <message>
        <source>Move along in the song; over a selected stroke: louder or softer</source>
        <translation>Sich im Song bewegen; über einem gewählten Schlag: lauter oder leiser</translation>
    </message>
    <message>
        <source>Middle-button drag</source>
        <translation>Ziehen mit der mittleren Taste</translation>
    </message>
    <message>
        <source>Move along with the mouse</source>
        <translation>Sich mit der Maus bewegen</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>Klick</translation>
    </message>
    <message>
        <source>Select a stroke, or go to that place</source>
        <translation>Einen Schlag wählen oder an diese Stelle gehen</translation>
    </message>
    <message>
        <source>Ctrl+click · Shift+click</source>
        <translation>Strg+Klick · Umschalt+Klick</translation>
    </message>
    <message>
        <source>Add a stroke to the selection or take it out</source>
        <translation>Einen Schlag zur Auswahl nehmen oder herausnehmen</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>Ziehen</translation>
    </message>
    <message>
        <source>Across drum lanes: select the strokes in the frame</source>
        <translation>Über Trommelspuren: die Schläge im Rahmen wählen</translation>
    </message>
    <message>
        <source>A stroke: move it in time or to another drum</source>
        <translation>Einen Schlag: in der Zeit oder auf eine andere Trommel verschieben</translation>
    </message>
    <message>
        <source>A dashed line: change the drum&apos;s threshold</source>
        <translation>Eine gestrichelte Linie: die Schwelle der Trommel ändern</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>Add a stroke to the drum&apos;s lane</source>
        <translation>Einen Schlag in die Spur der Trommel setzen</translation>
    </message>
    <message>
        <source>Alt</source>
        <translation>Alt</translation>
    </message>
    <message>
        <source>While adding or dragging: off the grid</source>
        <translation>Beim Setzen oder Ziehen: neben dem Raster</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Give up what is being dragged</source>
        <translation>Das Ziehen aufgeben</translation>
    </message>
    <message>
        <source>Over the ruler: loop these bars</source>
        <translation>Über das Lineal: diese Takte wiederholen</translation>
    </message>
    <message>
        <source>Alt+drag</source>
        <translation>Alt+Ziehen</translation>
    </message>
    <message>
        <source>Over the ruler: loop exactly this stretch</source>
        <translation>Über das Lineal: genau dieses Stück wiederholen</translation>
    </message>
    <message>
        <source>Right click</source>
        <translation>Rechtsklick</translation>
    </message>
    <message>
        <source>Set the “1”, metre and swing from there on</source>
        <translation>Die „1“, Taktart und Swing von dort an setzen</translation>
    </message>
    <message>
        <source>Up · Down</source>
        <translation>Auf · Ab</translation>
    </message>
    <message>
        <source>Move the lane whose name has the focus</source>
        <translation>Die Spur verschieben, deren Name den Fokus hat</translation>
    </message>
    <message>
        <source>A lane&apos;s name: move it; its lower edge: resize it</source>
        <translation>Den Namen einer Spur: sie verschieben; ihren unteren Rand: ihre Höhe ändern</translation>
    </message>
    <message>
        <source>Select the previous or next stroke</source>
        <translation>Den vorigen oder nächsten Schlag wählen</translation>
    </message>
    <message>
        <source>Select nothing</source>
        <translation>Nichts wählen</translation>
    </message>
    <message>
        <source>Select a note, or go to that place</source>
        <translation>Eine Note wählen oder an diese Stelle gehen</translation>
    </message>
    <message>
        <source>Ctrl+click</source>
        <translation>Strg+Klick</translation>
    </message>
    <message>
        <source>Add a note to the selection or take it out</source>
        <translation>Eine Note zur Auswahl nehmen oder herausnehmen</translation>
    </message>
    <message>
        <source>Shift+click</source>
        <translation>Umschalt+Klick</translation>
    </message>
    <message>
        <source>Select everything up to that note</source>
        <translation>Alles bis zu dieser Note wählen</translation>
    </message>
    <message>
        <source>Beside the notes: select those in the frame</source>
        <translation>Neben den Noten: die im Rahmen wählen</translation>
    </message>
    <message>
        <source>Drag sideways</source>
        <translation>Seitwärts ziehen</translation>
    </message>
    <message>
        <source>Move a note in time; Alt: off the grid</source>
        <translation>Eine Note in der Zeit verschieben; Alt: neben dem Raster</translation>
    </message>
    <message>
        <source>Drag up or down</source>
        <translation>Auf oder ab ziehen</translation>
    </message>
    <message>
        <source>Move a note to another drum</source>
        <translation>Eine Note auf eine andere Trommel verschieben</translation>
    </message>
    <message>
        <source>Double click · Alt+click</source>
        <translation>Doppelklick · Alt+Klick</translation>
    </message>
    <message>
        <source>Add a note; with Shift: off the grid</source>
        <translation>Eine Note setzen; mit Umschalt: neben dem Raster</translation>
    </message>
    <message>
        <source>Start or stop listening</source>
        <translation>Zuhören beginnen oder beenden</translation>
    </message>
    <message>
        <source>Record a take, or finish it</source>
        <translation>Eine Aufnahme machen oder beenden</translation>
    </message>
    <message>
        <source>Tap the tempo</source>
        <translation>Das Tempo tippen</translation>
    </message>
    <message>
        <source>Metronome click</source>
        <translation>Metronomklick</translation>
    </message>
    <message>
        <source>Let the metronome follow you</source>
        <translation>Das Metronom dir folgen lassen</translation>
    </message>
    <message>
        <source>Add a folder of songs</source>
        <translation>Einen Ordner mit Titeln hinzufügen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Open the chosen songs</source>
        <translation>Die gewählten Titel öffnen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Take the chosen songs out of the library</source>
        <translation>Die gewählten Titel aus der Sammlung nehmen</translation>
    </message>
    <message>
        <source>Look through the folders again</source>
        <translation>Die Ordner neu durchsehen</translation>
    </message>
    <message>
        <source>Songs like the chosen one</source>
        <translation>Titel wie der gewählte</translation>
    </message>
    <message>
        <source>In the list of songs: close the song</source>
        <translation>In der Liste der Songs: den Song schließen</translation>
    </message>
    <message>
        <source>On a slider: back to its usual value</source>
        <translation>Auf einem Regler: zurück zum üblichen Wert</translation>
    </message>
</context>
<context>
    <name>NoSongsView</name>
    <message>
        <source>Add folder…</source>
        <translation>Ordner hinzufügen …</translation>
    </message>
    <message>
        <source>Choose a folder with songs to listen to</source>
        <translation>Einen Ordner mit Titeln zum Anhören wählen</translation>
    </message>
    <message>
        <source>Melody listens to every song once, a few seconds each, and tells genre, mood and tempo. Your files stay where and as they are.</source>
        <translation>Melody hört jeden Titel einmal an, wenige Sekunden lang, und nennt Genre, Stimmung und Tempo. Ihre Dateien bleiben, wo und wie sie sind.</translation>
    </message>
    <message>
        <source>Drop folders with songs here</source>
        <translation>Ordner mit Titeln hierher ziehen</translation>
    </message>
</context>
<context>
    <name>NothingFoundView</name>
    <message>
        <source>Show all songs</source>
        <translation>Alle Titel zeigen</translation>
    </message>
    <message>
        <source>Look for nothing in particular</source>
        <translation>Nach nichts Bestimmtem suchen</translation>
    </message>
    <message>
        <source>No song fits</source>
        <translation>Kein Titel passt</translation>
    </message>
</context>
<context>
    <name>PlaceDisplay</name>
    <message>
        <source>Place in the song: minutes, seconds, tenths</source>
        <translation>Stelle im Song: Minuten, Sekunden, Zehntel</translation>
    </message>
    <message>
        <source>Place in the song</source>
        <translation>Stelle im Song</translation>
    </message>
    <message>
        <source>Bar and beat</source>
        <translation>Takt und Zählzeit</translation>
    </message>
    <message>
        <source>preparing…</source>
        <translation>wird vorbereitet …</translation>
    </message>
</context>
<context>
    <name>Player</name>
    <message>
        <source>{reason} The playhead goes on in silence.</source>
        <translation>{reason} Die Abspielposition läuft stumm weiter.</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close this window</source>
        <translation>Dieses Fenster schließen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Drum colours</source>
        <translation>Farben der Trommeln</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Klang</translation>
    </message>
    <message>
        <source>Play on</source>
        <translation>Spielen auf</translation>
    </message>
    <message>
        <source>Listen to</source>
        <translation>Zuhören an</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Processor (CPU)</source>
        <translation>Prozessor (CPU)</translation>
    </message>
    <message>
        <source>Colour-blind safe</source>
        <translation>Für Farbenblinde</translation>
    </message>
    <message>
        <source>The language changes when you restart Melody.</source>
        <translation>Die Sprache wechselt beim nächsten Start von Melody.</translation>
    </message>
    <message>
        <source>Run the network on</source>
        <translation>Das Netz läuft auf</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Noten</translation>
    </message>
    <message>
        <source>As repeat signs</source>
        <translation>Als Faulenzer</translation>
    </message>
    <message>
        <source>Written out</source>
        <translation>Ausgeschrieben</translation>
    </message>
    <message>
        <source>Equal bars</source>
        <translation>Gleiche Takte</translation>
    </message>
    <message>
        <source>US Letter</source>
        <translation>US Letter</translation>
    </message>
    <message>
        <source>Page size</source>
        <translation>Seitengröße</translation>
    </message>
    <message>
        <source>Same as the window</source>
        <translation>Wie das Fenster</translation>
    </message>
    <message>
        <source>Paper on screen</source>
        <translation>Papier am Bildschirm</translation>
    </message>
    <message>
        <source>How much disk space analysed songs may take</source>
        <translation>Wie viel Platz analysierte Songs auf der Platte einnehmen dürfen</translation>
    </message>
    <message>
        <source>Space for analysed songs</source>
        <translation>Platz für analysierte Songs</translation>
    </message>
    <message>
        <source>Delete the saved analyses; songs are analysed again when opened</source>
        <translation>Die gespeicherten Analysen löschen; Songs werden beim Öffnen neu analysiert</translation>
    </message>
    <message>
        <source>System default</source>
        <translation>Vorgabe des Systems</translation>
    </message>
    <message>
        <source>{n} MB used now</source>
        <translation>{n} MB derzeit belegt</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>How often unsaved corrections are kept for recovery</source>
        <translation>Wie oft ungespeicherte Korrekturen zur Wiederherstellung aufgehoben werden</translation>
    </message>
    <message>
        <source>Keep unsaved work every</source>
        <translation>Sicherungskopie alle</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>{name} (not connected)</source>
        <translation>{name} (nicht angeschlossen)</translation>
    </message>
</context>
<context>
    <name>Recorder</name>
    <message>
        <source>The disk is nearly full, so the recording was ended. What was played until now is kept.</source>
        <translation>Die Platte ist fast voll, darum wurde die Aufnahme beendet. Was bis jetzt gespielt wurde, bleibt erhalten.</translation>
    </message>
    <message>
        <source>Nothing can be written to {folder}.</source>
        <translation>In {folder} lässt sich nichts schreiben.</translation>
    </message>
    <message>
        <source>The disk is nearly full: free some space, then record again.</source>
        <translation>Die Platte ist fast voll: Schaffe Platz und nimm dann neu auf.</translation>
    </message>
    <message>
        <source>The recording {name} could not be written: {reason}.</source>
        <translation>Die Aufnahme {name} ließ sich nicht schreiben: {reason}.</translation>
    </message>
</context>
<context>
    <name>RivalBar</name>
    <message>
        <source>The stroke is written as {drum}</source>
        <translation>Der Schlag ist als {drum} notiert</translation>
    </message>
    <message>
        <source>Change the stroke to {drum}</source>
        <translation>Den Schlag zu {drum} ändern</translation>
    </message>
</context>
<context>
    <name>RollingActivations</name>
    <message>
        <source>Strokes</source>
        <translation>Schläge</translation>
    </message>
    <message>
        <source>Rolling activations</source>
        <translation>Laufende Aktivierungen</translation>
    </message>
    <message>
        <source>How sure the network is of each drum; dots are strokes, larger when louder.</source>
        <translation>Wie sicher sich das Netz jeder Trommel ist; Punkte sind Schläge, größer, wenn lauter.</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Andere</translation>
    </message>
</context>
<context>
    <name>RollingSpectrogram</name>
    <message>
        <source>Spectrogram</source>
        <translation>Spektrogramm</translation>
    </message>
    <message>
        <source>Rolling spectrogram</source>
        <translation>Laufendes Spektrogramm</translation>
    </message>
    <message>
        <source>What the network hears: loudness by pitch in the last seconds.</source>
        <translation>Was das Netz hört: Lautstärke nach Tonhöhe in den letzten Sekunden.</translation>
    </message>
</context>
<context>
    <name>Ruler</name>
    <message>
        <source>Ruler</source>
        <translation>Lineal</translation>
    </message>
    <message>
        <source>Click to go there, drag to loop, right-click for the “1”</source>
        <translation>Klicken, um dorthin zu gehen, ziehen für eine Schleife, rechts klicken für die „1“</translation>
    </message>
    <message>
        <source>The most typical part of the song, {start}–{end}; play it with {key}</source>
        <translation>Die typischste Stelle des Titels, {start}–{end}; spielen mit {key}</translation>
    </message>
</context>
<context>
    <name>ScanBar</name>
    <message>
        <source>What the library is doing</source>
        <translation>Was die Sammlung gerade tut</translation>
    </message>
    <message>
        <source>Progress of listening</source>
        <translation>Fortschritt des Anhörens</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop listening; what was heard is kept</source>
        <translation>Anhören beenden; was gehört wurde, bleibt</translation>
    </message>
    <message>
        <source>Looking for songs…</source>
        <translation>Titel werden gesucht …</translation>
    </message>
    <message>
        <source>Finding the drums of song {n} of {total}: {name}</source>
        <translation>Trommeln von Titel {n} von {total} werden gesucht: {name}</translation>
    </message>
    <message>
        <source>Listening to song {n} of {total}: {name}</source>
        <translation>Titel {n} von {total} wird angehört: {name}</translation>
    </message>
    <message>
        <source>Stopped. What was heard is kept.</source>
        <translation>Angehalten. Was gehört wurde, bleibt.</translation>
    </message>
    <message>
        <source>One song was added or heard anew.</source>
        <translation>Ein Titel kam hinzu oder wurde neu gehört.</translation>
    </message>
    <message>
        <source>{n} songs were added or heard anew.</source>
        <translation>{n} Titel kamen hinzu oder wurden neu gehört.</translation>
    </message>
    <message>
        <source>Nothing is new.</source>
        <translation>Nichts ist neu.</translation>
    </message>
    <message>
        <source>One was left out…</source>
        <translation>Einer wurde ausgelassen …</translation>
    </message>
    <message>
        <source>{n} were left out…</source>
        <translation>{n} wurden ausgelassen …</translation>
    </message>
    <message>
        <source>Show which songs could not be read, and why</source>
        <translation>Zeigen, welche Titel nicht zu lesen waren, und warum</translation>
    </message>
</context>
<context>
    <name>Score</name>
    <message>
        <source>Bar {bar} repeats the one before it
Click to select its {n} strokes</source>
        <translation>Takt {bar} wiederholt den vorigen
Klicken wählt seine {n} Schläge aus</translation>
    </message>
    <message>
        <source>{drum}
Bar {bar} · {minutes}:{seconds:05.2f}
Velocity {velocity} · confidence {confidence} %
The more orange a note, the less sure it is.</source>
        <translation>{drum}
Takt {bar} · {minutes}:{seconds:05.2f}
Anschlag {velocity} · Sicherheit {confidence} %
Je oranger eine Note, desto unsicherer ist sie.</translation>
    </message>
    <message>
        <source>Add here: {drum}</source>
        <translation>Hier setzen: {drum}</translation>
    </message>
</context>
<context>
    <name>ScoreCanvas</name>
    <message>
        <source>Score</source>
        <translation>Noten</translation>
    </message>
    <message>
        <source>The drum part. Left and right go from stroke to stroke.</source>
        <translation>Die Schlagzeugnoten. Links und rechts gehen von Schlag zu Schlag.</translation>
    </message>
</context>
<context>
    <name>ScoreView</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Show pages as they are printed</source>
        <translation>Seiten zeigen, wie sie gedruckt werden</translation>
    </message>
    <message>
        <source>One line</source>
        <translation>Eine Zeile</translation>
    </message>
    <message>
        <source>Show all bars in one long line</source>
        <translation>Alle Takte in einer langen Zeile zeigen</translation>
    </message>
    <message>
        <source>Click on the staff to add strokes (or hold Alt, or double-click)</source>
        <translation>Auf die Notenlinien klicken, um Schläge hinzuzufügen (oder Alt halten oder doppelklicken)</translation>
    </message>
    <message>
        <source>Add strokes</source>
        <translation>Schläge hinzufügen</translation>
    </message>
    <message>
        <source>Scroll with the music while it plays</source>
        <translation>Beim Spielen mit der Musik blättern</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Smaller (Ctrl+wheel)</source>
        <translation>Kleiner (Strg+Mausrad)</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Larger (Ctrl+wheel)</source>
        <translation>Größer (Strg+Mausrad)</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Einpassen</translation>
    </message>
    <message>
        <source>Fit the page to the view</source>
        <translation>Die Seite in die Ansicht einpassen</translation>
    </message>
    <message>
        <source>Drawing the score</source>
        <translation>Zeichnet die Noten</translation>
    </message>
    <message>
        <source>Updating…</source>
        <translation>Wird erneuert …</translation>
    </message>
    <message>
        <source>{n} %</source>
        <translation>{n} %</translation>
    </message>
    <message>
        <source>1 page</source>
        <translation>1 Seite</translation>
    </message>
    <message>
        <source>{n} pages</source>
        <translation>{n} Seiten</translation>
    </message>
    <message>
        <source>Open a song to see its drum part here</source>
        <translation>Öffne einen Song, um hier seine Schlagzeugnoten zu sehen</translation>
    </message>
    <message>
        <source>The song could not be heard, so there is no score</source>
        <translation>Der Song ließ sich nicht hören, darum gibt es keine Noten</translation>
    </message>
    <message>
        <source>The score appears here once the song has been heard</source>
        <translation>Die Noten erscheinen hier, sobald der Song gehört ist</translation>
    </message>
    <message>
        <source>Drawing the score…</source>
        <translation>Zeichnet die Noten …</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>“{name}” is not the recording that this project was made for. Its corrections may not fit; if you have the old file, close this and put it back.</source>
        <translation>„{name}“ ist nicht die Aufnahme, für die dieses Projekt gemacht wurde. Die Korrekturen passen vielleicht nicht; wenn du die alte Datei hast, schließe dies und lege sie zurück.</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Search actions and keys</source>
        <translation>Aktionen und Tasten suchen</translation>
    </message>
    <message>
        <source>Search the shortcuts</source>
        <translation>Die Tastenkürzel durchsuchen</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>Nichts gefunden.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close this window</source>
        <translation>Dieses Fenster schließen</translation>
    </message>
</context>
<context>
    <name>SimilarSongsView</name>
    <message>
        <source>Similar songs</source>
        <translation>Ähnliche Titel</translation>
    </message>
    <message>
        <source>Songs that sound alike; double-click one to open it</source>
        <translation>Titel, die ähnlich klingen; Doppelklick öffnet einen</translation>
    </message>
    <message>
        <source>Like “{title}”</source>
        <translation>Wie „{title}“</translation>
    </message>
    <message>
        <source>The library knows no other song to compare with this one: add folders to it.</source>
        <translation>Die Sammlung kennt keinen anderen Titel zum Vergleichen: Fügen Sie ihr Ordner hinzu.</translation>
    </message>
    <message>
        <source>Choose a song to see which others of the library are like it.</source>
        <translation>Wählen Sie einen Titel, um zu sehen, welche anderen ihm ähneln.</translation>
    </message>
</context>
<context>
    <name>SongData</name>
    <message>
        <source>Drawing the spectrogram</source>
        <translation>Zeichnet das Spektrogramm</translation>
    </message>
    <message>
        <source>Drawing the activations</source>
        <translation>Zeichnet die Aktivierungen</translation>
    </message>
</context>
<context>
    <name>SongFacts</name>
    <message>
        <source>Halve the tempo: twice as many notes in each bar</source>
        <translation>Das Tempo halbieren: doppelt so viele Noten je Takt</translation>
    </message>
    <message>
        <source>Double the tempo: half as many notes in each bar</source>
        <translation>Das Tempo verdoppeln: halb so viele Noten je Takt</translation>
    </message>
    <message>
        <source>Metre of the whole song; choose another to redraw the bar lines</source>
        <translation>Taktart des ganzen Songs; eine andere zieht die Taktstriche neu</translation>
    </message>
    <message>
        <source>Whether the notes are written straight or swung</source>
        <translation>Ob die Noten gerade oder geswingt notiert sind</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>Tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Metre</source>
        <translation>Taktart</translation>
    </message>
    <message>
        <source>Swing</source>
        <translation>Swing</translation>
    </message>
    <message>
        <source>{tempo} bpm</source>
        <translation>{tempo} bpm</translation>
    </message>
    <message>
        <source>{slowest}–{fastest} bpm</source>
        <translation>{slowest}–{fastest} bpm</translation>
    </message>
    <message>
        <source>straight</source>
        <translation>gerade</translation>
    </message>
</context>
<context>
    <name>SongList</name>
    <message>
        <source>Open songs; drop files here to open them</source>
        <translation>Offene Songs; Dateien hier ablegen, um sie zu öffnen</translation>
    </message>
    <message>
        <source>Drop songs here</source>
        <translation>Songs hier ablegen</translation>
    </message>
    <message>
        <source>Songs</source>
        <translation>Songs</translation>
    </message>
    <message>
        <source>Analyse again</source>
        <translation>Noch einmal analysieren</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>SongPanel</name>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Artist</source>
        <translation>Interpret</translation>
    </message>
    <message>
        <source>Title of the song, as shown on the score</source>
        <translation>Titel des Songs, wie er über den Noten steht</translation>
    </message>
    <message>
        <source>Artist, as shown on the score</source>
        <translation>Interpret, wie er über den Noten steht</translation>
    </message>
    <message>
        <source>Sensitivity for all drums: further right, fainter strokes count too; double click to reset</source>
        <translation>Empfindlichkeit für alle Trommeln: weiter rechts zählen auch leisere Schläge; Doppelklick setzt zurück</translation>
    </message>
    <message>
        <source>Review doubtful strokes</source>
        <translation>Zweifelhafte Schläge prüfen</translation>
    </message>
    <message>
        <source>Go to the stroke that is most likely wrong</source>
        <translation>Zu dem Schlag gehen, der am ehesten falsch ist</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>Empfindlichkeit</translation>
    </message>
    <message>
        <source>Drums</source>
        <translation>Trommeln</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Fewer</source>
        <translation>Weniger</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Hide drums that are not played</source>
        <translation>Nicht gespielte Trommeln ausblenden</translation>
    </message>
    <message>
        <source>Show {n} more drums</source>
        <translation>{n} weitere Trommeln zeigen</translation>
    </message>
    <message>
        <source>Drums that were not found in this song</source>
        <translation>Trommeln, die in diesem Song nicht gefunden wurden</translation>
    </message>
    <message>
        <source>Of {n} strokes about {wrong} may be wrong; about {missing} may be missing.</source>
        <translation>Von {n} Schlägen sind wohl etwa {wrong} falsch; etwa {missing} fehlen wohl.</translation>
    </message>
    <message>
        <source>No edits left</source>
        <translation>Nichts mehr zu ändern</translation>
    </message>
    <message>
        <source>About 1 edit left</source>
        <translation>Noch etwa 1 Änderung</translation>
    </message>
    <message>
        <source>About {n} edits left</source>
        <translation>Noch etwa {n} Änderungen</translation>
    </message>
</context>
<context>
    <name>SongRow</name>
    <message>
        <source>Close “{title}”</source>
        <translation>„{title}“ schließen</translation>
    </message>
    <message>
        <source>This song has corrections that are not saved</source>
        <translation>Dieser Song hat ungespeicherte Korrekturen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Not opened</source>
        <translation>Nicht geöffnet</translation>
    </message>
    <message>
        <source>{duration} · {n} strokes</source>
        <translation>{duration} · {n} Schläge</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Liest …</translation>
    </message>
    <message>
        <source>Listening…</source>
        <translation>Hört zu …</translation>
    </message>
</context>
<context>
    <name>SongStyle</name>
    <message>
        <source>Hearing the style of “{title}”</source>
        <translation>Stil von „{title}“ wird gehört</translation>
    </message>
</context>
<context>
    <name>SongTable</name>
    <message>
        <source>Songs of the library; double-click one to open it</source>
        <translation>Titel der Sammlung; Doppelklick öffnet einen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Similar songs</source>
        <translation>Ähnliche Titel</translation>
    </message>
    <message>
        <source>Remove from the library</source>
        <translation>Aus der Sammlung entfernen</translation>
    </message>
    <message>
        <source>Columns; click to sort, drag to move</source>
        <translation>Spalten; Klick sortiert, Ziehen verschiebt</translation>
    </message>
</context>
<context>
    <name>SongTableModel</name>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Artist</source>
        <translation>Interpret</translation>
    </message>
    <message>
        <source>Genre</source>
        <translation>Genre</translation>
    </message>
    <message>
        <source>Mood</source>
        <translation>Stimmung</translation>
    </message>
    <message>
        <source>Tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Metre</source>
        <translation>Taktart</translation>
    </message>
    <message>
        <source>Drums</source>
        <translation>Trommeln</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>Schwierigkeit</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>The song&apos;s title; the one that is open is bold</source>
        <translation>Der Titel; der geöffnete ist fett</translation>
    </message>
    <message>
        <source>Who plays it</source>
        <translation>Wer ihn spielt</translation>
    </message>
    <message>
        <source>The likeliest genre, and how likely it is</source>
        <translation>Das wahrscheinlichste Genre, und wie wahrscheinlich es ist</translation>
    </message>
    <message>
        <source>The likeliest mood, and how likely it is</source>
        <translation>Die wahrscheinlichste Stimmung, und wie wahrscheinlich sie ist</translation>
    </message>
    <message>
        <source>Beats a minute</source>
        <translation>Schläge in der Minute</translation>
    </message>
    <message>
        <source>The commonest metre; known once its drums were heard</source>
        <translation>Die häufigste Taktart; bekannt, sobald das Schlagzeug gehört wurde</translation>
    </message>
    <message>
        <source>The drums that are played, each in its own place and colour; known once its drums were heard</source>
        <translation>Die gespielten Trommeln, jede an ihrem Platz und in ihrer Farbe; bekannt, sobald das Schlagzeug gehört wurde</translation>
    </message>
    <message>
        <source>How hard the drums are to play, 1 to 5; known once its drums were heard</source>
        <translation>Wie schwer das Schlagzeug zu spielen ist, 1 bis 5; bekannt, sobald es gehört wurde</translation>
    </message>
    <message>
        <source>How long the song is</source>
        <translation>Wie lang der Titel ist</translation>
    </message>
</context>
<context>
    <name>SongWords</name>
    <message>
        <source>{n} %</source>
        <translation>{n} %</translation>
    </message>
    <message>
        <source>No drums</source>
        <translation>Kein Schlagzeug</translation>
    </message>
    <message>
        <source>{n} of {most}</source>
        <translation>{n} von {most}</translation>
    </message>
    <message>
        <source>{n} bpm</source>
        <translation>{n} bpm</translation>
    </message>
    <message>
        <source>Known once its drums were heard: open the song, or see below “Look again”</source>
        <translation>Bekannt, sobald das Schlagzeug gehört wurde: Öffnen Sie den Titel oder siehe unter „Neu durchsehen“</translation>
    </message>
</context>
<context>
    <name>SoundDevices</name>
    <message>
        <source>The sound library PortAudio is missing on this machine. Install it (on Debian and Ubuntu: libportaudio2) and start Melody again.</source>
        <translation>Auf diesem Rechner fehlt die Tonbibliothek PortAudio. Installiere sie (unter Debian und Ubuntu: libportaudio2) und starte Melody neu.</translation>
    </message>
    <message>
        <source>The sound device “{name}” is not connected.</source>
        <translation>Das Tongerät „{name}“ ist nicht angeschlossen.</translation>
    </message>
</context>
<context>
    <name>SoundOutput</name>
    <message>
        <source>The sound device does not answer any more; it may have been unplugged.</source>
        <translation>Das Tongerät antwortet nicht mehr; vielleicht wurde es abgezogen.</translation>
    </message>
    <message>
        <source>The sound device does not play 44.1 kHz. Choose another one in the preferences.</source>
        <translation>Das Tongerät spielt keine 44,1 kHz. Wähle in den Einstellungen ein anderes.</translation>
    </message>
    <message>
        <source>No sound device is connected.</source>
        <translation>Kein Tongerät ist angeschlossen.</translation>
    </message>
    <message>
        <source>The sound device could not be opened; another program may use it.</source>
        <translation>Das Tongerät ließ sich nicht öffnen; vielleicht benutzt es ein anderes Programm.</translation>
    </message>
</context>
<context>
    <name>SpectrogramSlice</name>
    <message>
        <source>Spectrogram around the stroke, with attention</source>
        <translation>Spektrogramm um den Schlag, mit Aufmerksamkeit</translation>
    </message>
    <message>
        <source>What the song sounded like around the stroke; on the right, which frequencies the network paid most attention to (the dashed line: all alike)</source>
        <translation>Wie der Song um den Schlag herum klang; rechts, auf welche Frequenzen das Netz am meisten achtete (die gestrichelte Linie: auf alle gleich)</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>Aufmerks.</translation>
    </message>
</context>
<context>
    <name>StaffStrip</name>
    <message>
        <source>What you play, in notation</source>
        <translation>Was du spielst, in Noten</translation>
    </message>
    <message>
        <source>The last two bars. Blue notes came early, orange ones late.</source>
        <translation>Die letzten zwei Takte. Blaue Noten kamen zu früh, orange zu spät.</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>What Melody is doing</source>
        <translation>Was Melody gerade tut</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop this work (Esc)</source>
        <translation>Diese Arbeit anhalten (Esc)</translation>
    </message>
    <message>
        <source>Cancel the work</source>
        <translation>Die Arbeit abbrechen</translation>
    </message>
    <message>
        <source>({n} more)</source>
        <translation>({n} weitere)</translation>
    </message>
    <message>
        <source>about {n} s left</source>
        <translation>noch etwa {n} s</translation>
    </message>
    <message>
        <source>about {n} min left</source>
        <translation>noch etwa {n} min</translation>
    </message>
</context>
<context>
    <name>StylePanel</name>
    <message>
        <source>Genres</source>
        <translation>Genres</translation>
    </message>
    <message>
        <source>Moods</source>
        <translation>Stimmungen</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Merkmale</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Try once more to hear the style of the song</source>
        <translation>Den Stil des Titels noch einmal zu hören versuchen</translation>
    </message>
    <message>
        <source>Play the highlight</source>
        <translation>Typischste Stelle spielen</translation>
    </message>
    <message>
        <source>Jump to the most typical part of the song and play it</source>
        <translation>Zur typischsten Stelle des Titels springen und sie spielen</translation>
    </message>
    <message>
        <source>Loop the most typical part</source>
        <translation>Die typischste Stelle als Schleife</translation>
    </message>
    <message>
        <source>Heatmap over the spectrogram</source>
        <translation>Wärmebild über dem Spektrogramm</translation>
    </message>
    <message>
        <source>Tint the spectrogram where the network attended to, in time and frequency</source>
        <translation>Das Spektrogramm einfärben, wo das Netz hingehört hat, in Zeit und Frequenz</translation>
    </message>
    <message>
        <source>Tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Most typical part</source>
        <translation>Typischste Stelle</translation>
    </message>
    <message>
        <source>Similar songs</source>
        <translation>Ähnliche Titel</translation>
    </message>
    <message>
        <source>Genre, mood and what the song is made of stand here.</source>
        <translation>Hier stehen Genre, Stimmung und woraus der Titel besteht.</translation>
    </message>
    <message>
        <source>The style of this song is not known.</source>
        <translation>Der Stil dieses Titels ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Hearing what kind of song it is…</source>
        <translation>Was für ein Titel es ist, wird gehört …</translation>
    </message>
    <message>
        <source>What kind of song it is, Melody hears once the chart is there.</source>
        <translation>Was für ein Titel es ist, hört Melody, sobald die Noten da sind.</translation>
    </message>
    <message>
        <source>{tempo} bpm</source>
        <translation>{tempo} bpm</translation>
    </message>
    <message>
        <source>{n} % sure</source>
        <translation>zu {n} % sicher</translation>
    </message>
    <message>
        <source>Click a class to see when and where in the song it is heard.</source>
        <translation>Klicken Sie eine Klasse an, um zu sehen, wann und wo sie zu hören ist.</translation>
    </message>
    <message>
        <source>The timeline shows what speaks for “{label}”.</source>
        <translation>Die Zeitachse zeigt, was für „{label}“ spricht.</translation>
    </message>
</context>
<context>
    <name>Takes</name>
    <message>
        <source>Take {time}</source>
        <translation>Aufnahme {time}</translation>
    </message>
</context>
<context>
    <name>TapeMaker</name>
    <message>
        <source>Changing the speed</source>
        <translation>Ändert die Geschwindigkeit</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Move to another drum</source>
        <translation>Auf eine andere Trommel verschieben</translation>
    </message>
    <message>
        <source>Go here</source>
        <translation>Hierhin gehen</translation>
    </message>
    <message>
        <source>Add a stroke here</source>
        <translation>Hier einen Schlag hinzufügen</translation>
    </message>
    <message>
        <source>Loop this bar</source>
        <translation>Diesen Takt in Schleife</translation>
    </message>
    <message>
        <source>Clear the loop</source>
        <translation>Schleife aufheben</translation>
    </message>
    <message>
        <source>Hide this lane</source>
        <translation>Diese Spur ausblenden</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Show all lanes</source>
        <translation>Alle Spuren zeigen</translation>
    </message>
    <message>
        <source>Usual lanes and heights</source>
        <translation>Übliche Spuren und Höhen</translation>
    </message>
    <message>
        <source>Drum</source>
        <translation>Trommel</translation>
    </message>
    <message>
        <source>Velocity</source>
        <translation>Anschlag</translation>
    </message>
    <message>
        <source>Ghost note</source>
        <translation>Ghost Note</translation>
    </message>
    <message>
        <source>Plain</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Accent</source>
        <translation>Akzent</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Apply to all equal bars</source>
        <translation>Auf alle gleichen Takte anwenden</translation>
    </message>
    <message>
        <source>Select all of {drum}</source>
        <translation>Alle von {drum} auswählen</translation>
    </message>
    <message>
        <source>Reset the threshold of {drum}</source>
        <translation>Schwelle von {drum} zurücksetzen</translation>
    </message>
    <message>
        <source>This is the “1”</source>
        <translation>Dies ist die „1“</translation>
    </message>
    <message>
        <source>Metre from here on</source>
        <translation>Taktart ab hier</translation>
    </message>
    <message>
        <source>Tempo</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Double</source>
        <translation>Doppelt</translation>
    </message>
    <message>
        <source>Half</source>
        <translation>Halb</translation>
    </message>
    <message>
        <source>Swing from here on</source>
        <translation>Swing ab hier</translation>
    </message>
    <message>
        <source>Bars and beats as found</source>
        <translation>Takte und Zählzeiten wie gefunden</translation>
    </message>
    <message>
        <source>Open a song to see it here</source>
        <translation>Öffne einen Song, um ihn hier zu sehen</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Liest …</translation>
    </message>
    <message>
        <source>Computing the spectrogram…</source>
        <translation>Berechnet das Spektrogramm …</translation>
    </message>
    <message>
        <source>Listening…</source>
        <translation>Hört zu …</translation>
    </message>
    <message>
        <source>The style is not known</source>
        <translation>Der Stil ist nicht bekannt</translation>
    </message>
    <message>
        <source>The style follows after the chart…</source>
        <translation>Der Stil folgt nach den Noten …</translation>
    </message>
    <message>
        <source>Not analysed</source>
        <translation>Nicht gehört</translation>
    </message>
    <message>
        <source>Spectrogram</source>
        <translation>Spektrogramm</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>Aufmerksamkeit</translation>
    </message>
    <message>
        <source>This network has no attention</source>
        <translation>Dieses Netz hat keine Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Waveform</source>
        <translation>Wellenform</translation>
    </message>
    <message>
        <source>Beats</source>
        <translation>Zählzeiten</translation>
    </message>
    <message>
        <source>bar {bar}, beat {beat}</source>
        <translation>Takt {bar}, Zählzeit {beat}</translation>
    </message>
    <message>
        <source>velocity {velocity}, confidence {confidence} %</source>
        <translation>Anschlag {velocity}, Sicherheit {confidence} %</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>Stil</translation>
    </message>
    <message>
        <source>attention for all</source>
        <translation>Aufmerksamkeit für alles</translation>
    </message>
    <message>
        <source>attention for {label}</source>
        <translation>Aufmerksamkeit für {label}</translation>
    </message>
</context>
<context>
    <name>TimelineView</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Zoom out (−, or Ctrl+wheel)</source>
        <translation>Weiter weg (−, oder Strg+Mausrad)</translation>
    </message>
    <message>
        <source>Zoom in (+, or Ctrl+wheel)</source>
        <translation>Näher heran (+, oder Strg+Mausrad)</translation>
    </message>
    <message>
        <source>Whole song</source>
        <translation>Ganzer Song</translation>
    </message>
    <message>
        <source>Selection or loop</source>
        <translation>Auswahl oder Schleife</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Move along in time (Shift+wheel, or drag a lane)</source>
        <translation>Sich in der Zeit bewegen (Umschalt+Mausrad, oder eine Spur ziehen)</translation>
    </message>
    <message>
        <source>Lanes</source>
        <translation>Spuren</translation>
    </message>
    <message>
        <source>More lanes (wheel)</source>
        <translation>Mehr Spuren (Mausrad)</translation>
    </message>
    <message>
        <source>Show and hide lanes</source>
        <translation>Spuren ein- und ausblenden</translation>
    </message>
    <message>
        <source>Colours, range, attention, following</source>
        <translation>Farben, Umfang, Aufmerksamkeit, Folgen</translation>
    </message>
</context>
<context>
    <name>Times</name>
    <message>
        <source>bar {bar}.{beat}</source>
        <translation>Takt {bar}.{beat}</translation>
    </message>
    <message>
        <source>bar {bar}</source>
        <translation>Takt {bar}</translation>
    </message>
    <message>
        <source>bars {first}–{last}</source>
        <translation>Takte {first}–{last}</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Spielen</translation>
    </message>
    <message>
        <source>Back to the start</source>
        <translation>Zurück zum Anfang</translation>
    </message>
    <message>
        <source>Loop over these bars</source>
        <translation>Schleife über diese Takte</translation>
    </message>
    <message>
        <source>Metronome on the beats of the song</source>
        <translation>Metronom auf den Zählzeiten des Songs</translation>
    </message>
    <message>
        <source>Count in a bar before playing</source>
        <translation>Vor dem Spielen einen Takt einzählen</translation>
    </message>
    <message>
        <source>Silence the sound</source>
        <translation>Stumm schalten</translation>
    </message>
    <message>
        <source>Speed, with the pitch kept; double click for 100 %</source>
        <translation>Geschwindigkeit bei gleicher Tonhöhe; Doppelklick für 100 %</translation>
    </message>
    <message>
        <source>Balance of the song and Melody&apos;s drums; double click for song</source>
        <translation>Balance zwischen Song und Melodys Schlagzeug; Doppelklick für den Song</translation>
    </message>
    <message>
        <source>Volume; double click for the usual one</source>
        <translation>Lautstärke; Doppelklick für die übliche</translation>
    </message>
    <message>
        <source>{percent} %…</source>
        <translation>{percent} % …</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
</context>
<context>
    <name>WhyView</name>
    <message>
        <source>How likely this stroke is to be right</source>
        <translation>Wie wahrscheinlich dieser Schlag stimmt</translation>
    </message>
    <message>
        <source>Previous stroke</source>
        <translation>Voriger Schlag</translation>
    </message>
    <message>
        <source>Next stroke</source>
        <translation>Nächster Schlag</translation>
    </message>
    <message>
        <source>Go to the stroke that is most likely wrong</source>
        <translation>Zu dem Schlag gehen, der am ehesten falsch ist</translation>
    </message>
    <message>
        <source>Review doubtful strokes</source>
        <translation>Zweifelhafte Schläge prüfen</translation>
    </message>
    <message>
        <source>How hard the stroke is played</source>
        <translation>Wie fest der Schlag gespielt wird</translation>
    </message>
    <message>
        <source>Song</source>
        <translation>Song</translation>
    </message>
    <message>
        <source>Hear the song at this place</source>
        <translation>Den Song an dieser Stelle hören</translation>
    </message>
    <message>
        <source>Drum</source>
        <translation>Trommel</translation>
    </message>
    <message>
        <source>Hear this drum at the written velocity</source>
        <translation>Diese Trommel in der notierten Lautstärke hören</translation>
    </message>
    <message>
        <source>This stroke is right: go to the next doubtful one</source>
        <translation>Dieser Schlag stimmt: zum nächsten zweifelhaften</translation>
    </message>
    <message>
        <source>Delete this stroke and go to the next doubtful one</source>
        <translation>Diesen Schlag löschen und zum nächsten zweifelhaften gehen</translation>
    </message>
    <message>
        <source>Which drum it could be</source>
        <translation>Welche Trommel es sein könnte</translation>
    </message>
    <message>
        <source>The first of {n} selected strokes; changes apply to all of them.</source>
        <translation>Der erste von {n} gewählten Schlägen; Änderungen gelten für alle.</translation>
    </message>
    <message>
        <source>Solid: {drum}. Dashed: the threshold.</source>
        <translation>Durchgezogen: {drum}. Gestrichelt: die Schwelle.</translation>
    </message>
    <message>
        <source>Solid: {family} together, which is what must exceed the threshold (dashed). Dotted: {drum} alone.</source>
        <translation>Durchgezogen: {family} zusammen, was die Schwelle (gestrichelt) überschreiten muss. Gepunktet: {drum} allein.</translation>
    </message>
    <message>
        <source>Right, next</source>
        <translation>Richtig</translation>
    </message>
    <message>
        <source>Delete, next</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>What was heard</source>
        <translation>Was zu hören war</translation>
    </message>
    <message>
        <source>How sure the network was</source>
        <translation>Wie sicher das Netz war</translation>
    </message>
    <message>
        <source>Velocity</source>
        <translation>Anschlag</translation>
    </message>
    <message>
        <source>Hear</source>
        <translation>Anhören</translation>
    </message>
    <message>
        <source>Select a stroke to see why it was found.</source>
        <translation>Wähle einen Schlag, um zu sehen, warum er gefunden wurde.</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>Von dir</translation>
    </message>
    <message>
        <source>confidence</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>The network did not hear this stroke.</source>
        <translation>Das Netz hat diesen Schlag nicht gehört.</translation>
    </message>
    <message>
        <source>Also struck: {drums}</source>
        <translation>Auch geschlagen: {drums}</translation>
    </message>
    <message>
        <source>Added by you.</source>
        <translation>Von dir gesetzt.</translation>
    </message>
    <message>
        <source>Next doubtful ({n})</source>
        <translation>Zweifelhafte ({n})</translation>
    </message>
    <message>
        <source>None doubtful</source>
        <translation>Keine Zweifel</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>{n} more bar(s) corrected.</source>
        <translation>{n} weitere Takte korrigiert.</translation>
    </message>
    <message>
        <source>No other bar was equal to this one.</source>
        <translation>Kein anderer Takt war diesem gleich.</translation>
    </message>
    <message>
        <source>Opening MuseScore</source>
        <translation>Öffnet MuseScore</translation>
    </message>
</context>
<context>
    <name>_Count</name>
    <message>
        <source>Count-in</source>
        <translation>Einzähler</translation>
    </message>
</context>
<context>
    <name>_Gauge</name>
    <message>
        <source>{drum}: {n} strokes</source>
        <translation>{drum}: {n} Schläge</translation>
    </message>
</context>
<context>
    <name>_Plot</name>
    <message>
        <source>{n} ms</source>
        <translation>{n} ms</translation>
    </message>
</context>
</TS>
