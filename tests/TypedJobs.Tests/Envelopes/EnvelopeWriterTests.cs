using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using TypedJobs.Envelopes;
using TypedJobs.Tests.Support;
using Xunit;

namespace TypedJobs.Tests.Envelopes;

public sealed partial class EnvelopeWriterTests
{
    private const int OneReadOfTheServer = 224;

    [Fact]
    public void A_job_of_60_bytes_of_data_fits_into_one_read_of_the_server()
    {
        var job = new Thumbnail(new string('x', 60 - "{\"source\":\"\"}".Length));
        var body = Write(job);
        Assert.Equal(60, Member(body, "data").Length);

        var line = $"put 1024 0 60 {body.Length}\r\n";

        Assert.InRange(line.Length + body.Length + "\r\n".Length, 1, OneReadOfTheServer);
    }

    [Fact]
    public void An_event_is_as_small_as_CloudEvents_allows_with_data_last()
        => Assert.Matches(Minimal(), Write(new Thumbnail("cat.jpg")));

    [Fact]
    public void A_version_above_1_is_written_before_the_data()
        => Assert.Contains("\"type\":\"image/resize\",\"jobversion\":2,\"data\":{", Write(new Versioned("cat.jpg")), StringComparison.Ordinal);

    [Theory]
    [InlineData(ActivityTraceFlags.Recorded, true)]
    [InlineData(ActivityTraceFlags.None, false)]
    public void A_trace_goes_along_if_it_is_recorded(ActivityTraceFlags flags, bool written)
    {
        using var activity = new Activity("test") { ActivityTraceFlags = flags };
        activity.SetIdFormat(ActivityIdFormat.W3C);
        activity.Start();

        var body = Write(new Thumbnail("cat.jpg"));

        Assert.Equal(written, body.Contains($"\"traceparent\":\"{activity.Id}\",\"data\"", StringComparison.Ordinal));
        Assert.Equal(written, body.Contains("traceparent", StringComparison.Ordinal));
    }

    [Fact]
    public void Text_is_written_as_it_is()
        => Assert.Contains("\"source\":\"Ünïcödé <猫> +'&\"", Write(new Thumbnail("Ünïcödé <猫> +'&")), StringComparison.Ordinal);

    [Fact]
    public async Task The_event_id_carries_the_time_of_the_given_clock()
    {
        var now = new DateTimeOffset(2031, 5, 6, 7, 8, 9, 123, TimeSpan.Zero);
        var broker = new ScriptedBroker();

        await new JobClient(broker, timeProvider: new FakeTimeProvider(now)).EnqueueAsync(new Thumbnail("cat.jpg"), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(now, EventTime.Of(EnvelopeReader.Read(broker.Puts[0].Body).Id!));
    }

    [Theory]
    [InlineData("no uuid")]
    [InlineData("6f1e3c9e-1d5b-4c53-9f0a-2f8f0b0a1c2d")]
    [InlineData("ffffffff-ffff-7fff-bfff-ffffffffffff")]
    public void An_id_without_a_time_has_none(string id) => Assert.Null(EventTime.Of(id));

    private static string Write<TJob>(TJob job)
        where TJob : IJob<TJob>
    {
        var writer = EnvelopeWriter.Rent();
        var body = Encoding.UTF8.GetString(writer.Write(job, TJob.Contract, Guid.CreateVersion7()).Span);
        EnvelopeWriter.Return(writer);
        return body;
    }

    private static string Member(string body, string name)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty(name).GetRawText();
    }

    [GeneratedRegex("""^\{"specversion":"1.0","id":"[0-9a-f-]{14}7[0-9a-f-]{21}","source":"[a-z]{1,12}","type":"thumbnail.create","data":\{"source":"cat.jpg"\}\}$""")]
    private static partial Regex Minimal();
}
