using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using TypedJobs.Dispatch;
using TypedJobs.Workers;

namespace TypedJobs.Benchmarks.Typed;

/// <summary>What the parts of a job cost that can be had alone.</summary>
internal static class JobCost
{
    private const int Types = 1_000;
    private const int Stride = 389;
    private const int DispatchRounds = 2_000;
    private const int BytesOfAnArray = 24;
    private const int Alignment = 8;

    /// <summary>The bytes of a body, as the core client hands it over.</summary>
    public static int OfBody(byte[] body) => (BytesOfAnArray + body.Length + Alignment - 1) / Alignment * Alignment;

    /// <summary>The bytes of the record that is read from a body.</summary>
    public static long OfRecord(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var data = JsonSerializer.SerializeToUtf8Bytes(json.RootElement.GetProperty("data"));
        return Allocated(() => JsonSerializer.Deserialize(data, ContractOf<CreateThumbnail>().JsonTypeInfo));
    }

    /// <summary>The bytes of a scope and of what makes the handler in it.</summary>
    public static long OfScope(IHandlerScopeFactory scopes)
        => Allocated(() =>
        {
            var scope = scopes.CreateScope();
            _ = scope.GetHandler<CreateThumbnailHandler>();
            scope.DisposeAsync().AsTask().GetAwaiter().GetResult();
        });

    /// <summary>The bytes that one more job takes, on all threads together: what starting and stopping a worker takes is not in it.</summary>
    public static async Task<long> OfHandlingAsync(TypedPath typed)
    {
        const int Few = 1_000;
        const int Many = 21_000;
        return (await LeastByHandlingAsync(typed, Many) - await LeastByHandlingAsync(typed, Few)) / (Many - Few);
    }

    /// <summary>Nanoseconds from a name in UTF-8 to what handles it, among a thousand, each in turn: the least of many rounds.</summary>
    public static double OfDispatch()
    {
        var names = Enumerable.Range(0, Types).Select(static number => string.Create(CultureInfo.InvariantCulture, $"shop{number % 7}.order{number}.confirm")).ToArray();
        var table = new DispatchTable<string>([.. names.Select(static name => (name, 1, name))]);

        // Not in the order in which they lie in memory.
        var asked = Enumerable.Range(0, Types).Select(number => Encoding.UTF8.GetBytes(names[number * Stride % Types])).ToArray();
        var least = double.MaxValue;
        for (var round = 0; round < DispatchRounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            foreach (var name in asked)
            {
                if (table.Find(name, 1) is null)
                {
                    throw new InvalidOperationException("A job was not found.");
                }
            }

            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Types);
        }

        return least;
    }

    private static JobContract<TJob> ContractOf<TJob>()
        where TJob : IJob<TJob>
        => TJob.Contract;

    private static async Task<long> LeastByHandlingAsync(TypedPath typed, int jobs)
    {
        const int Times = 3;
        var least = long.MaxValue;
        for (var time = 0; time < Times; time++)
        {
            await typed.EnqueueAsync(jobs);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await typed.HandleAsync(jobs);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    private static long Allocated(Action action)
    {
        const int Operations = 1_000;
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var operation = 0; operation < Operations; operation++)
        {
            action();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Operations;
    }
}
