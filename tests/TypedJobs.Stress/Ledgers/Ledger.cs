using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TypedJobs.Stress.Ledgers;

/// <summary>
/// The ledger of one process: a file of its own, to which each line is handed in one write. What is written survives the process, however it ends.
/// </summary>
internal sealed class Ledger : IDisposable
{
    private const string Extension = ".ledger";

    private readonly FileStream _file;
    private readonly Lock _lock = new();
    private int _runs;

    private Ledger(string process, FileStream file) => (Process, _file) = (process, file);

    /// <summary>Whose ledger it is.</summary>
    public string Process { get; }

    /// <summary>The time of a line that is written now.</summary>
    public static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    public static string PathOf(string folder, string process) => Path.Combine(folder, process + Extension);

    /// <summary>Opens a new ledger.</summary>
    public static Ledger Create(string folder, string process)
        => new(process, new FileStream(PathOf(folder, process), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0));

    /// <summary>All ledgers of a folder, in the order of time.</summary>
    public static IReadOnlyList<LedgerEntry> ReadAll(string folder)
        => [.. Directory.EnumerateFiles(folder, "*" + Extension).SelectMany(Read).OrderBy(static entry => entry.Time)];

    /// <summary>
    /// An id without the server, which is known under several addresses where there are proxies. An event id is what it is, but that of a bare job is its id.
    /// </summary>
    public static string ShortId(string id) => id[Math.Max(0, id.LastIndexOf('#'))..];

    /// <summary>The broker's number in an id.</summary>
    public static ulong NumberOf(string id) => ulong.Parse(id.AsSpan(id.LastIndexOf('#') + 1), CultureInfo.InvariantCulture);

    /// <summary>What a ledger calls the failure record of a job, of which the broker knows the number.</summary>
    public static string RecordOf(ulong number) => string.Create(CultureInfo.InvariantCulture, $"record of #{number}");

    /// <summary>A number for a handler's run.</summary>
    public int NextRun() => Interlocked.Increment(ref _runs);

    /// <summary>Writes a line. When this returns the line is with the operating system.</summary>
    public void Write(LedgerEvent happened, string subject, string job = "", int run = 0, string detail = "")
    {
        lock (_lock)
        {
            var entry = new LedgerEntry(Now, Process, happened, subject) { Job = job, Run = run, Detail = detail };
            _file.Write(Encoding.UTF8.GetBytes(entry.ToLine()));
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>One ledger, in the order of time.</summary>
    public static IEnumerable<LedgerEntry> Read(string path)
    {
        var process = Path.GetFileNameWithoutExtension(path);
        var text = File.ReadAllText(path);

        // A line without its end was cut off by a kill: it was never written.
        return text[..(text.LastIndexOf('\n') + 1)]
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => LedgerEntry.Parse(process, line));
    }
}
