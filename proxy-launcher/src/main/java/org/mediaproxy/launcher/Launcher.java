package org.mediaproxy.launcher;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.mediaproxy.core.MediaProxy;
import org.mediaproxy.core.MediaProxyBuilder;
import org.mediaproxy.core.config.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command, from arguments to exit code. It never ends the process itself.
 *
 * @param environment of the process
 * @param folder the working folder, where {@code .env} is
 * @param out standard output
 * @param err standard error
 * @param proxies makes the builder with every module that is there
 * @param requests completes when the daemon has to stop
 */
record Launcher(
        Map<String, String> environment,
        Path folder,
        PrintStream out,
        PrintStream err,
        Supplier<MediaProxyBuilder> proxies,
        StopRequests requests) {

    /** Runs until there is nothing more to do; returns the exit code. */
    int run(String... args) throws InterruptedException {
        try {
            Arguments arguments = args.length == 0 ? Arguments.NONE : Usage.parse(args);
            if (arguments.version()) {
                out.print(Versions.text());
                return ExitCode.OK;
            }
            if (arguments.help()) {
                Logging.warningsToError();
                out.print(Usage.help(Configuration.groups(proxies.get())));
                return ExitCode.OK;
            }
            return configured(arguments);
        } catch (UsageException e) {
            err.println("mediaproxy: " + e.getMessage() + "; see mediaproxy --help");
            return ExitCode.CONFIGURATION;
        } catch (SettingsException e) {
            err.println("mediaproxy: the configuration cannot be used:");
            e.problems().forEach(problem -> err.println("  " + problem));
            return ExitCode.CONFIGURATION;
        } catch (UncheckedIOException e) {
            err.println("mediaproxy: " + e.getMessage());
            return ExitCode.FAILURE;
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Launcher.class).error("a bug ended the process", e);
            return ExitCode.FAILURE;
        }
    }

    private int configured(Arguments arguments) throws InterruptedException {
        SettingTexts texts = SettingTexts.read(environment, folder);
        if (arguments.health()) {
            return HealthCheck.of(texts, out).run();
        }
        if (arguments.demo()) {
            texts.put(DemoGuide.SETTING, "on", "demo");
        }
        if (arguments.checkConfig()) {
            Logging.warningsToError();
        } else {
            Logging.toOutput(DaemonSettings.logLevel(texts));
        }
        Configuration configuration = Configuration.of(texts, proxies.get());
        if (arguments.demo() && configuration.unknown().contains(DemoGuide.SETTING)) {
            throw new SettingsException(List.of("demo: no module on the class path has " + DemoGuide.SETTING));
        }
        Logger log = LoggerFactory.getLogger(Launcher.class); // not earlier: its level is known only now
        for (String name : configuration.unknown()) {
            log.warn("{} ({}) is not a setting of any module on the class path", name, texts.source(name));
        }
        if (arguments.checkConfig()) {
            out.println("configuration ok");
            out.print(new EffectiveSettings(texts).of(configuration.groups()));
            configuration.proxy().close();
            return ExitCode.OK;
        }
        log.info(
                "mediaproxy {} on java {}, process {}",
                Versions.own(),
                Runtime.version(),
                ProcessHandle.current().pid());
        return running(configuration, arguments.demo());
    }

    private int running(Configuration configuration, boolean demo) throws InterruptedException {
        MediaProxy proxy = configuration.proxy();
        try {
            proxy.start();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        if (demo) {
            out.print(new DemoGuide(proxy.endpoints()).text());
        }
        proxy.takenOver().thenRun(() -> requests.first().complete(null)); // a stop that has begun goes on as it is
        return new Daemon(proxy::drain, proxy::close, configuration.settings(), requests).await();
    }
}
