using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TypedJobs.Testing;

/// <summary>The runs of jobs, in the order in which they were run.</summary>
public sealed class JobResults : IReadOnlyList<JobResult>
{
    private const int MostListed = 20;

    private readonly IReadOnlyList<JobResult> _results;

    internal JobResults(IReadOnlyList<JobResult> results) => _results = results;

    /// <inheritdoc/>
    public int Count => _results.Count;

    /// <inheritdoc/>
    public JobResult this[int index] => _results[index];

    /// <summary>The only one.</summary>
    /// <exception cref="JobTestException">None was run, or more than one; the message lists them.</exception>
    [SuppressMessage("Naming", "CA1720", Justification = "As in LINQ, with a better message.")]
    public JobResult Single()
        => _results.Count == 1 ? _results[0] : throw new JobTestException($"Expected a single job to be run, but {this}");

    /// <summary>Fails the test unless every job was completed, and there was at least one.</summary>
    /// <returns>This.</returns>
    /// <exception cref="JobTestException">
    /// One was not, or none was run. The message lists all, and the inner exception is what the first handler threw.
    /// </exception>
    public JobResults EnsureCompleted()
        => _results.Count > 0 && _results.All(static result => result.Ending == JobEnding.Completed)
            ? this
            : throw new JobTestException(
                $"Expected all jobs to be completed, but {this}", _results.Select(static result => result.Exception).FirstOrDefault(static exception => exception is not null));

    /// <inheritdoc/>
    public IEnumerator<JobResult> GetEnumerator() => _results.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>How many were run, and the last of them, one a line.</summary>
    public override string ToString()
        => _results.Count == 0
            ? "no job was run: none was due."
            : $"{(_results.Count == 1 ? "1 job was" : $"{_results.Count} jobs were")} run{(_results.Count > MostListed ? $", the last {MostListed} of them" : null)}:"
                + string.Concat(_results.TakeLast(MostListed).Select(static result => $"{Environment.NewLine}  {result}"));
}
