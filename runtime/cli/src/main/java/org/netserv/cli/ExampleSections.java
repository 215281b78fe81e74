package org.netserv.cli;

import java.util.Arrays;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Makes the example at the end of each subcommand's help a section with a heading: of others a manual page shows nothing. */
final class ExampleSections implements IModelTransformer {

    @Override
    public CommandSpec transform(CommandSpec command) {
        UsageMessageSpec usage = command.usageMessage();
        String[] footer = usage.footer();
        if (footer.length > 2 && footer[0].isEmpty() && footer[1].matches("Examples?:")) {
            usage.footerHeading("%n" + footer[1] + "%n");
            usage.footer(Arrays.copyOfRange(footer, 2, footer.length));
        }
        command.subcommands().values().forEach(subcommand -> transform(subcommand.getCommandSpec()));
        return command;
    }
}
