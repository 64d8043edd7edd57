package org.mediaproxy.launcher;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mediaproxy.core.SettingsGroup;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line's grammar and its help. The only class that touches picocli, whose classes
 * take their time to load: a daemon without arguments never comes here.
 */
final class Usage {

    private static final String CHECK = "--check-config";
    private static final String DEMO = "demo";
    private static final String HEALTH = "check";

    private Usage() {}

    /**
     * Parses a command line.
     *
     * @throws UsageException if it is not understood
     */
    static Arguments parse(String... args) {
        try {
            ParseResult top = new CommandLine(daemon()).parseArgs(args);
            ParseResult command = top.subcommand();
            String name = command == null ? "" : command.commandSpec().name();
            return new Arguments(
                    top.isUsageHelpRequested() || (command != null && command.isUsageHelpRequested()),
                    top.isVersionHelpRequested(),
                    top.hasMatchedOption(CHECK)
                            || (command != null && name.equals(DEMO) && command.hasMatchedOption(CHECK)),
                    name.equals(DEMO),
                    name.equals(HEALTH));
        } catch (ParameterException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** The whole text of {@code --help}. */
    static String help(List<SettingsGroup> groups) {
        return new CommandLine(daemon()).getUsageMessage(Ansi.OFF)
                + "\nSettings, from the environment or from the file .env in the working folder (the environment wins):\n"
                + SettingsTable.of(groups);
    }

    private static CommandSpec daemon() {
        CommandSpec spec = CommandSpec.create()
                .name("mediaproxy")
                .addOption(help())
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Print the versions of mediaproxy, Java and Netty.")
                        .build())
                .addOption(check());
        spec.addSubcommand(DEMO, new CommandLine(demo()));
        spec.addSubcommand(HEALTH, new CommandLine(health()));
        spec.usageMessage()
                .width(SettingsTable.WIDTH)
                .description("Runs a proxy for live media in front of origin servers, until SIGTERM or SIGINT.")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes());
        return spec;
    }

    private static CommandSpec demo() {
        CommandSpec spec = CommandSpec.create().addOption(help()).addOption(check());
        spec.usageMessage().description("Run with an origin inside the process, and print what to type next.");
        return spec;
    }

    private static CommandSpec health() {
        CommandSpec spec = CommandSpec.create().addOption(help());
        spec.usageMessage()
                .description("Ask the running daemon whether it is ready, and say why if it is not; exit code 0 or 1.");
        return spec;
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Print this text.")
                .build();
    }

    private static OptionSpec check() {
        return OptionSpec.builder(CHECK)
                .description("Check the configuration and print the settings in force; open no socket.")
                .build();
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put(" " + ExitCode.OK, "Stopped in order, or printed what was asked for.");
        codes.put(
                " " + ExitCode.FAILURE,
                "Could not listen, was ended before all was closed, or check found no daemon that is ready.");
        codes.put(" " + ExitCode.CONFIGURATION, "A setting or an argument is wrong.");
        return codes;
    }
}
