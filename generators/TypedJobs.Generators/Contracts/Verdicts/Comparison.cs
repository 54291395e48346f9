using TypedJobs.Generators.Payloads;

namespace TypedJobs.Generators.Contracts.Verdicts;

/// <summary>
/// Follows what one contract writes through what another reads, from a job down through its types, and notes every place where they disagree.
/// Of the writer everything counts that was ever released; of the reader, what it is now. A type that contains itself is taken to agree while it is compared.
/// </summary>
internal sealed partial class Comparison
{
    private readonly Contract _writer;
    private readonly Contract _reader;
    private readonly Direction _direction;
    private readonly List<Finding> _findings = [];
    private readonly HashSet<(string Written, string Read, bool IsCertain)> _visited = [];

    private Comparison(Contract writer, Contract reader, Direction direction)
    {
        _writer = writer;
        _reader = reader;
        _direction = direction;
    }

    /// <summary>What new code makes of a job's messages in flight.</summary>
    public static IReadOnlyList<Finding> Backward(Contract file, Contract code, string job) => new Comparison(file, code, Direction.Backward).Job(job);

    /// <summary>What the last release makes of a job's new messages.</summary>
    public static IReadOnlyList<Finding> Forward(Contract file, Contract code, string job) => new Comparison(code, file, Direction.Forward).Job(job);

    private List<Finding> Job(string key)
    {
        if (_writer.Find(key) is { } written && _reader.Find(key) is { LastReleased: JobForm read })
        {
            var place = new Place(ContractKey.JobOf(key)!.Value.Name, key, key, IsCertain: true);
            foreach (var form in written.Released.OfType<JobForm>())
            {
                if (form.Tube != read.Tube)
                {
                    Add(Grade.Breaks, FindingKind.Tube, place, form.Tube, read.Tube);
                }

                // A worker of bare jobs also reads events.
                if (form.IsBare && !read.IsBare)
                {
                    Add(Grade.Breaks, FindingKind.Format, place, "bare", "an event");
                }
            }

            if (_direction == Direction.Backward && written.LastReleased is JobForm before)
            {
                Names(key, before.Record, read.Record, place);
            }

            Members(key, key, read.RefusesUnknown, place);
        }

        return _findings;
    }

    /// <summary>Two jobs whose records have each other's name now.</summary>
    private void Names(string key, string before, string now, Place place)
    {
        if (before != now
            && _reader.Jobs.FirstOrDefault(job => job.Form is JobForm other && other.Record == before)?.Key is { } otherKey
            && _writer.Find(otherKey)?.LastReleased is JobForm { Record: var otherBefore } && otherBefore == now)
        {
            Add(Grade.Means, FindingKind.JobSwapped, place, before, now, ContractKey.JobOf(otherKey)!.Value.Name);
        }
    }

    /// <summary>Whether the two are still to be compared: once, and once more where every message has them, if at first only some did.</summary>
    private bool Visit(string written, string read, Place place)
        => !_visited.Contains((written, read, true)) && _visited.Add((written, read, place.IsCertain));

    private static bool IsEnum(WireType type, Contract contract) => type is NamedType { Owner: var owner } && contract.Find(owner)?.Form is EnumForm;

    private static bool IsObject(NamedType type, Contract contract) => contract.Find(type.Owner)?.Form is ObjectForm;

    private void Mismatch(Grade grade, WireType written, WireType read, Place place)
        => Add(grade == Grade.Breaks ? Certain(true, place) : grade, FindingKind.Type, place, written.ToString(), read.ToString());

    private static Grade Certain(bool always, Place place) => always && place.IsCertain ? Grade.Breaks : Grade.Partial;

    private void Add(Grade grade, FindingKind kind, Place place, string written, string read) => Add(grade, kind, place, written, read, otherName: null);

    private void Add(Grade grade, FindingKind kind, Place place, string written, string read, string? otherName)
        => _findings.Add(new Finding(_direction, grade, kind, place.Path, place.WriterKey, place.ReaderKey, written, read) { OtherName = otherName });

    /// <summary>What becomes of null.</summary>
    /// <param name="IsWritten">Whether it is written, and not left out.</param>
    /// <param name="IsUnchecked">Whether the reader takes it where the type says that there is none.</param>
    private readonly record struct NullRule(bool IsWritten, bool IsUnchecked)
    {
        public static readonly NullRule OfElements = new(true, true);
    }
}
