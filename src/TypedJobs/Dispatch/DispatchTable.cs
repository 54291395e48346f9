using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace TypedJobs.Dispatch;

/// <summary>
/// Finds what belongs to a job's name and version, straight from the UTF-8 of the wire: no string is made. Open addressing with linear probing
/// over a table at most half full; the hash takes the length and the first and last eight bytes, where names differ.
/// </summary>
/// <typeparam name="T">What belongs to a job.</typeparam>
internal sealed class DispatchTable<T>
    where T : class
{
    private readonly Entry[] _entries;
    private readonly int _mask;

    /// <exception cref="ArgumentException">Two of them have the same name and version.</exception>
    public DispatchTable(IReadOnlyCollection<(string Name, int Version, T Value)> jobs)
    {
        _entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)(jobs.Count * 2) + 1)];
        _mask = _entries.Length - 1;
        foreach (var (name, version, value) in jobs)
        {
            var key = Encoding.UTF8.GetBytes(name);
            ref var entry = ref Locate(key, version);
            if (entry.Name is not null)
            {
                throw new ArgumentException($"The job '{name}' in version {version} is there twice.", nameof(jobs));
            }

            entry = new Entry(key, version, value);
        }
    }

    /// <summary>What belongs to that job; null if nothing does.</summary>
    public T? Find(ReadOnlySpan<byte> name, int version) => Locate(name, version).Value;

    /// <summary>The entry of that job, or the empty one where it would be.</summary>
    private ref Entry Locate(ReadOnlySpan<byte> name, int version)
    {
        for (var index = Hash(name, version) & _mask; ; index = (index + 1) & _mask)
        {
            ref var entry = ref _entries[index];
            if (entry.Name is null || (entry.Version == version && name.SequenceEqual(entry.Name)))
            {
                return ref entry;
            }
        }
    }

    private static int Hash(ReadOnlySpan<byte> name, int version)
    {
        const ulong Odd1 = 0x9E3779B97F4A7C15;
        const ulong Odd2 = 0xC2B2AE3D27D4EB4F;
        ulong first;
        ulong last;
        if (name.Length >= sizeof(ulong))
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(name);
            last = BinaryPrimitives.ReadUInt64LittleEndian(name[^sizeof(ulong)..]);
        }
        else
        {
            first = 0;
            foreach (var letter in name)
            {
                first = (first << 8) | letter;
            }

            last = first;
        }

        var hash = (first * Odd1) ^ BitOperations.RotateLeft(last * Odd2, 31) ^ (((ulong)name.Length << 32) | (uint)version);
        hash *= Odd1;
        return (int)(hash >> 33);
    }

    private readonly record struct Entry(byte[]? Name, int Version, T? Value);
}
