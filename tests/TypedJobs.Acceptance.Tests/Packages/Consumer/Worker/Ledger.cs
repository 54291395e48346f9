namespace Worker;

/// <summary>A file with a line for each handled job, which the test counts.</summary>
/// <param name="file">The file.</param>
public sealed class Ledger(string file) : IDisposable
{
    private readonly StreamWriter _lines = new(file, append: true) { AutoFlush = true };
    private readonly Lock _oneAtATime = new();

    /// <summary>Writes a line.</summary>
    /// <param name="line">The line.</param>
    public void Write(string line)
    {
        lock (_oneAtATime)
        {
            _lines.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();
}
