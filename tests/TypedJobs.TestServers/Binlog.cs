using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace TypedJobs.TestServers;

/// <summary>A job in a binlog.</summary>
/// <param name="Tube">Where it is.</param>
/// <param name="Body">What was put, with the line end that ends every body on the wire.</param>
public sealed record StoredJob(string Tube, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether its body was written: files are filled with zeros first.</summary>
    public bool IsWhole => Body.Span.EndsWith("\r\n"u8);
}

/// <summary>
/// What a killed beanstalkd has left on the disk, read as it reads it when it starts again: the jobs that it will have, and those whose deletion it has written.
/// </summary>
/// <remarks>
/// A file (<c>binlog.N</c>) is the number 7 and then records: the length of the tube's name, the name, 80 bytes about the job, its body. A record without
/// name and body changes a job that an earlier one brought. What is left of the file is zeros. Whoever starts a server begins a new file.
/// </remarks>
public sealed class Binlog
{
    private const int Version = 7;
    private const int LongestName = 200;
    private const int RecordSize = 80;
    private const int BodySizeAt = 32;
    private const int StateAt = 76;
    private const byte Invalid = 0;

    /// <summary>That of a server which was never started.</summary>
    public static readonly Binlog Empty = new([]);

    private readonly Dictionary<ulong, StoredJob> _jobs = [];
    private readonly HashSet<ulong> _deleted = [];
    private readonly IReadOnlyList<int> _files;

    private Binlog(IReadOnlyList<int> files) => _files = files;

    /// <summary>The jobs that the server will have.</summary>
    public IReadOnlyDictionary<ulong, StoredJob> Jobs => _jobs;

    /// <summary>Reads the files of a server that does not run.</summary>
    public static Binlog Read(string folder)
    {
        var binlog = new Binlog(
            [.. Directory.EnumerateFiles(folder, "binlog.*").Select(static path => int.Parse(Path.GetExtension(path).AsSpan(1), CultureInfo.InvariantCulture)).Order()]);
        foreach (var file in binlog._files)
        {
            using var reader = new BinaryReader(File.OpenRead(Path.Combine(folder, $"binlog.{file}")));
            binlog.Read(reader);
        }

        return binlog;
    }

    /// <summary>
    /// The jobs of an earlier binlog that are gone or have lost their body though nothing here says that they were deleted, and what they were.
    /// </summary>
    /// <param name="earlier">What the server started with that has left this one.</param>
    public IEnumerable<(ulong Id, StoredJob Before)> LostSince(Binlog earlier)
    {
        // All that the server deleted stands in the files that it began itself, and tells nothing once the first of them is gone.
        var first = (earlier._files.Count == 0 ? 0 : earlier._files[^1]) + 1;
        return earlier._jobs
            .Where(job => job.Value.IsWhole && (_jobs.TryGetValue(job.Key, out var now) ? !now.IsWhole : !_deleted.Contains(job.Key) && _files.Contains(first)))
            .Select(static job => (job.Key, job.Value));
    }

    private void Read(BinaryReader file)
    {
        if (!TryRead(file, sizeof(int), out var version) || BinaryPrimitives.ReadInt32LittleEndian(version) != Version)
        {
            return;
        }

        while (TryRead(file, sizeof(int), out var length)
            && BinaryPrimitives.ReadInt32LittleEndian(length) is >= 0 and <= LongestName and var nameSize
            && TryRead(file, nameSize, out var name)
            && TryRead(file, RecordSize, out var record)
            && BinaryPrimitives.ReadUInt64LittleEndian(record) is not 0 and var id)
        {
            if (record[StateAt] == Invalid)
            {
                _ = _jobs.Remove(id);
                _ = _deleted.Add(id);
            }
            else if (nameSize > 0)
            {
                if (!TryRead(file, BinaryPrimitives.ReadInt32LittleEndian(record.AsSpan(BodySizeAt)), out var body))
                {
                    return;
                }

                _jobs[id] = new StoredJob(Encoding.ASCII.GetString(name), body);
            }
        }
    }

    private static bool TryRead(BinaryReader file, int size, out byte[] bytes)
    {
        bytes = file.ReadBytes(size);
        return bytes.Length == size;
    }
}
