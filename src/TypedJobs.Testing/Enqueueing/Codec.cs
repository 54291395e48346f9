using System.Text;
using TypedJobs.CompilerServices;
using TypedJobs.Envelopes;

namespace TypedJobs.Testing.Enqueueing;

/// <summary>Takes jobs on the way that they take over a broker: written as a producer writes them, read as a worker reads them.</summary>
internal static class Codec
{
    /// <summary>The body of a job.</summary>
    /// <exception cref="System.Text.Json.JsonException">The job cannot be written; the message names it and says where and why.</exception>
    public static byte[] Write<TJob>(TJob job, Guid eventId)
        where TJob : IJob<TJob>
    {
        var contract = TJob.Contract;
        var writer = EnvelopeWriter.Rent();
        var body = (contract.Format == JobFormat.Bare ? writer.WriteBare(job, contract) : writer.Write(job, contract, eventId)).ToArray();
        EnvelopeWriter.Return(writer);
        return body;
    }

    /// <summary>The job that a worker would see, and its JSON.</summary>
    /// <exception cref="JobTestException">It is not the one that was written, or none.</exception>
    /// <exception cref="System.Text.Json.JsonException">The job cannot be written; the message names it and says where and why.</exception>
    public static (TJob Job, string Json) RoundTrip<TJob>(TJob job)
        where TJob : IJob<TJob>
    {
        var written = Data(job);
        var text = Encoding.UTF8.GetString(written.Span);
        TJob read;
        try
        {
            read = JobData.Read(written.Span, TJob.Contract.Name, TJob.Contract.JsonTypeInfo);
        }
        catch (UnreadableJobException exception)
        {
            throw new JobTestException($"No worker could read this '{TJob.Contract.Name}', which was written as {text}. {exception.Message}", exception);
        }

        var again = Data(read);
        return AreAlike(written.Span, again.Span)
            ? (read, text)
            : throw new JobTestException(
                $"A worker would see another '{TJob.Contract.Name}' than was enqueued. Written: {text} Read and written again: {Encoding.UTF8.GetString(again.Span)}");
    }

    private static ReadOnlyMemory<byte> Data<TJob>(TJob job)
        where TJob : IJob<TJob>
    {
        var body = Write(job, Guid.Empty);
        return TJob.Contract.Format == JobFormat.Bare ? body : EnvelopeReader.Read(body).Data;
    }

    /// <summary>But for their order: sets keep none.</summary>
    private static bool AreAlike(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        Span<int> counts = stackalloc int[byte.MaxValue + 1];
        foreach (var letter in first)
        {
            counts[letter]++;
        }

        foreach (var letter in second)
        {
            counts[letter]--;
        }

        return !counts.ContainsAnyExcept(0);
    }
}
