using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace TypedJobs.Dispatch;

/// <summary>
/// Finds what belongs to a job's name and version, straight from the UTF-8 of the wire: no string is made. Open addressing with linear probing
/// over a table at most half full. The hash takes every byte: names in one program have beginnings and endings in common and differ in the middle.
/// </summary>
/// <typeparam name="T">What belongs to a job.</typeparam>
internal sealed class DispatchTable<T>
    where T : class
{
    private readonly Entry[] _entries;

    /// <exception cref="ArgumentException">Two of them have the same name and version.</exception>
    public DispatchTable(IReadOnlyCollection<(string Name, int Version, T Value)> jobs)
    {
        _entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)(jobs.Count * 2) + 1)];
        foreach (var (name, version, value) in jobs)
        {
            var key = Encoding.UTF8.GetBytes(name);
            var hash = Hash(key, version);
            ref var entry = ref Locate(key, version, hash);
            if (entry.Name is not null)
            {
                throw new ArgumentException($"The job '{name}' in version {version} is there twice.", nameof(jobs));
            }

            entry = new Entry(key, version, hash, value);
        }
    }

    /// <summary>What belongs to that job; null if nothing does.</summary>
    public T? Find(ReadOnlySpan<byte> name, int version) => Locate(name, version, Hash(name, version)).Value;

    /// <summary>The entry of that job, or the empty one where it would be.</summary>
    private ref Entry Locate(ReadOnlySpan<byte> name, int version, uint hash)
    {
        var entries = _entries;
        for (var index = hash; ; index++)
        {
            ref var entry = ref entries[index & (uint)(entries.Length - 1)];
            if (entry.Name is null || (entry.Hash == hash && entry.Version == version && name.SequenceEqual(entry.Name)))
            {
                return ref entry;
            }
        }
    }

    /// <summary>Eight bytes at a time, each multiplied into all that follows.</summary>
    private static uint Hash(ReadOnlySpan<byte> name, int version)
    {
        const ulong Start = 0x9E3779B97F4A7C15;
        const ulong Odd = 0xC2B2AE3D27D4EB4F;
        var hash = Start ^ ((ulong)name.Length << 32) ^ (uint)version;
        for (; name.Length >= sizeof(ulong); name = name[sizeof(ulong)..])
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(name), Odd);
        }

        var rest = 0UL;
        foreach (var letter in name)
        {
            rest = (rest << 8) | letter;
        }

        return (uint)Fold(hash ^ rest, Start);
    }

    private static ulong Fold(ulong first, ulong second)
    {
        var high = Math.BigMul(first, second, out var low);
        return high ^ low;
    }

    private readonly record struct Entry(byte[]? Name, int Version, uint Hash, T? Value);
}
