package org.mediaproxy.core.config;

import java.util.List;

/** The settings cannot be used; carries every problem, not only the first. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    public SettingsException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem in a sentence that names the variable, the value and what is accepted. */
    public List<String> problems() {
        return problems;
    }
}
