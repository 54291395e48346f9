namespace TypedJobs.Embedded.Protocol;

/// <summary>How often each command was given, by all connections together.</summary>
internal sealed class CommandCounts
{
    private readonly long[] _counts = new long[(int)CommandKind.Quit + 1];

    public long this[CommandKind kind] => _counts[(int)kind];

    public void Count(CommandKind kind) => _counts[(int)kind]++;
}
