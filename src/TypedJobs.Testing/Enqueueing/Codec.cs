using System.Text;
using System.Text.Json;
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
        return AreAlike(written, again)
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

    private static bool AreAlike(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        if (first.Span.SequenceEqual(second.Span))
        {
            return true;
        }

        using var one = JsonDocument.Parse(first);
        using var other = JsonDocument.Parse(second);
        return Sorted(one.RootElement) == Sorted(other.RootElement);
    }

    /// <summary>Without the order of elements and members: sets and dictionaries keep none.</summary>
    private static string Sorted(JsonElement value)
        => value.ValueKind switch
        {
            JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().Select(static member => $"{JsonEncodedText.Encode(member.Name)}:{Sorted(member.Value)}").Order(StringComparer.Ordinal))}}}",
            JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Sorted).Order(StringComparer.Ordinal))}]",
            _ => value.GetRawText(),
        };
}
