using System.Globalization;
using Spectre.Console;

namespace Thumbnails.Reports;

/// <summary>What a run ends with.</summary>
internal static class ClosingTable
{
    /// <summary>Writes what failed and why, and the figures of the run.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyCollection<PictureOutcome> outcomes, TimeSpan elapsed, string output)
    {
        var failed = outcomes.Where(static outcome => !outcome.IsDone).OrderBy(static outcome => outcome.Source, StringComparer.Ordinal).ToList();
        if (failed.Count > 0)
        {
            // An id that is broken in two cannot be copied.
            var reasons = new Table().AddColumns("Failed", "Reason").AddColumn(new TableColumn("Where the job is now").NoWrap());
            foreach (var outcome in failed)
            {
                reasons.AddRow(
                    Markup.Escape(Path.GetFileName(outcome.Source)), Markup.Escape(outcome.Reason!), Markup.Escape($"{outcome.Place}, as {outcome.Job}"));
            }

            console.Write(reasons);
        }

        var seconds = elapsed.TotalSeconds;
        console.Write(new Table()
            .AddColumns("Done", "Failed", "Seconds", "Jobs a second")
            .AddRow(
                (outcomes.Count - failed.Count).ToString(CultureInfo.InvariantCulture),
                failed.Count.ToString(CultureInfo.InvariantCulture),
                seconds.ToString("F2", CultureInfo.InvariantCulture),
                (outcomes.Count / seconds).ToString("F1", CultureInfo.InvariantCulture)));

        // Past the console, which would break a long path in two.
        console.Profile.Out.Writer.WriteLine($"Thumbnails: {output}");
    }
}
