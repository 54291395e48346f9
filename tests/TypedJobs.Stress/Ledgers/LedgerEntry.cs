using System.Globalization;

namespace TypedJobs.Stress.Ledgers;

/// <summary>One line of a ledger.</summary>
/// <param name="Time">When, by the machine's own clock since its start, which all processes share and nobody sets.</param>
/// <param name="Process">Who wrote the line.</param>
/// <param name="Event">What happened.</param>
/// <param name="Subject">Whom it happened to: the key of a job, or the name of a process.</param>
internal sealed record LedgerEntry(TimeSpan Time, string Process, LedgerEvent Event, string Subject)
{
    private const char Separator = '\t';

    /// <summary>The job's id on the broker.</summary>
    public string Job { get; init; } = string.Empty;

    /// <summary>Tells the handler runs of one process apart: the same job may run twice in it, even at once.</summary>
    public int Run { get; init; }

    /// <summary>What more there is to say, by the kind of the event.</summary>
    public string Detail { get; init; } = string.Empty;

    /// <summary>The line that is written.</summary>
    public string ToLine()
        => string.Create(CultureInfo.InvariantCulture, $"{Time.Ticks}\t{Event}\t{Subject}\t{Job}\t{Run}\t{Clean(Detail)}\n");

    /// <summary>Reads a line; the process is the one that the file is named after.</summary>
    public static LedgerEntry Parse(string process, string line)
    {
        var parts = line.Split(Separator);
        return new LedgerEntry(
            TimeSpan.FromTicks(long.Parse(parts[0], CultureInfo.InvariantCulture)), process, Enum.Parse<LedgerEvent>(parts[1]), parts[2])
        {
            Job = parts[3],
            Run = int.Parse(parts[4], CultureInfo.InvariantCulture),
            Detail = parts[5],
        };
    }

    /// <summary>The line as a reader of a history sees it.</summary>
    public string Describe(TimeSpan since)
        => string.Create(
            CultureInfo.InvariantCulture, $"{(Time - since).TotalSeconds,10:F4} s  {Process,-14} {Event,-13} {Subject} {ShortJob} {(Run == 0 ? "" : $"run {Run}")} {Detail}").TrimEnd();

    private string ShortJob => Job.Length == 0 ? string.Empty : Job[Job.LastIndexOf('#')..];

    private static string Clean(string text) => text.Replace(Separator, ' ').ReplaceLineEndings(" ");
}
