using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TypedJobs.Beanstalk;

namespace Thumbnails;

/// <summary>The program's options, their defaults, checks and help.</summary>
internal static class CommandLine
{
    private static readonly Option<DirectoryInfo> Input = new("--input")
    {
        Description = "Folder with the pictures (PNG, JPEG). Without it, the pictures that come with this sample.",
        HelpName = "DIR",
    };

    private static readonly Option<DirectoryInfo> Output = new("--output")
    {
        Description = "Folder for the thumbnails. Without it, a fresh one among the temporary files.",
        HelpName = "DIR",
    };

    private static readonly Option<int> Width = new("--width")
    {
        Description = "Width of a thumbnail in pixels, 1 to 10000.",
        HelpName = "N",
        CustomParser = static text => NumberBetween(text, 1, 10_000),
        DefaultValueFactory = static _ => 320,
    };

    private static readonly Option<BeanstalkAddress?> Server = new("--server")
    {
        Description = "A beanstalkd: beanstalk://host:port or unix:///path. [default: a broker in this process]",
        HelpName = "URI",
        CustomParser = static text =>
        {
            try
            {
                return BeanstalkAddress.Parse(text.Tokens[0].Value);
            }
            catch (FormatException problem)
            {
                text.AddError($"--server: {problem.Message}");
                return null;
            }
        },
    };

    private static readonly Option<int> Concurrency = new("--concurrency")
    {
        Description = "How many thumbnails are made at once, 1 to 1000.",
        HelpName = "N",
        CustomParser = static text => NumberBetween(text, 1, 1_000),
        DefaultValueFactory = static _ => Environment.ProcessorCount,
    };

    private static readonly Option<RunRole> Role = new("--role")
    {
        Description = "produce: enqueue the pictures and end; work: work off jobs until Ctrl+C; both: enqueue, work off, end. [default: both]",
        HelpName = "produce|work|both",
        CustomParser = static text =>
        {
            foreach (var role in Enum.GetValues<RunRole>())
            {
                if (IsRole(text.Tokens[0].Value, role))
                {
                    return role;
                }
            }

            text.AddError($"--role must be produce, work or both; {text.Tokens[0].Value} is not.");
            return default;
        },
    };

    /// <summary>Reads the command line and runs; answers help and mistakes itself.</summary>
    public static Task<int> InvokeAsync(string[] arguments, Func<RunOptions, Task<int>> runAsync)
    {
        Input.AcceptExistingOnly();
        var command = new RootCommand("Turns pictures into thumbnails by jobs on a queue: each picture becomes a typed job on beanstalkd, and workers make the thumbnails.")
        {
            Input,
            Output,
            Width,
            Server,
            Concurrency,
            Role,
        };
        command.Validators.Add(static given =>
        {
            // As it was typed: what is no role at all cannot be asked for, and has its own message.
            if (given.GetResult(Role)?.Tokens is [var role]
                && (IsRole(role.Value, RunRole.Produce) || IsRole(role.Value, RunRole.Work))
                && given.GetResult(Server) is null)
            {
                given.AddError("--role produce and --role work are for two processes that share a beanstalkd: name it with --server.");
            }
        });
        command.SetAction(given => runAsync(new RunOptions(
            given.GetValue(Input)?.FullName ?? Path.Combine(AppContext.BaseDirectory, "Pictures"),
            given.GetValue(Output)?.FullName ?? Path.Combine(Path.GetTempPath(), $"thumbnails-{Guid.CreateVersion7():N}"),
            given.GetRequiredValue(Width),
            given.GetValue(Server),
            given.GetRequiredValue(Concurrency),
            given.GetValue(Role))));

        // The host ends on Ctrl+C and SIGTERM, and takes the time that running jobs need.
        return command.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static bool IsRole(string written, RunRole role) => string.Equals(role.ToString(), written, StringComparison.OrdinalIgnoreCase);

    private static int NumberBetween(ArgumentResult text, int smallest, int largest)
    {
        var written = text.Tokens[0].Value;
        if (int.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= smallest && number <= largest)
        {
            return number;
        }

        text.AddError($"{((OptionResult)text.Parent!).Option.Name} must be from {smallest} to {largest}; {written} is not.");
        return default;
    }
}
