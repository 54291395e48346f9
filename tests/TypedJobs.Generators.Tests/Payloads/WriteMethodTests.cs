using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TypedJobs.CompilerServices;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>The generated write methods are what really writes, and they cost nothing beyond the buffer.</summary>
public sealed class WriteMethodTests
{
    private static readonly JobProgram Program = JobProgram.Of(
        """
        public enum Color { Red, Green }
        public sealed record Line(string Product, int Count);

        [Job("flat")]
        public sealed partial record Sample(string Name, int Count, Color Color, Guid Id, DateTimeOffset At, double? Rate, Line[] Lines)
        {
            public string? Note { get; init; }
        }

        public static class Samples
        {
            public static Sample Full { get; } = new("n", 1, Color.Green, Guid.NewGuid(), DateTimeOffset.UnixEpoch, 0.5, [new("p", 2), new("q", 3)]);
        }

        public static class Wrong { public static Sample Null => new(null!, 1, Color.Red, default, default, null, []); }
        """);

    [Fact]
    public void The_serializer_calls_the_generated_method()
    {
        // With metadata alone the serializer would refuse null in words of its own.
        var refused = Assert.Throws<JsonException>(() => Program.Write(Program.Wrong("Null")));

        Assert.StartsWith("'Sample.Name' is null", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_serializer_calls_it_behind_another_resolver_too()
    {
        var options = new JsonSerializerOptions(Program.TypeInfo.Options) { TypeInfoResolver = new Wrapper(Program.TypeInfo.Options.TypeInfoResolver!) };

        var refused = Assert.Throws<JsonException>(() => JsonSerializer.Serialize(Program.Wrong("Null"), Program.JobType, options));

        Assert.StartsWith("'Sample.Name' is null", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Writing_allocates_nothing_beyond_the_buffer()
        => typeof(WriteMethodTests).GetMethod(nameof(AssertAllocatesNothing), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(Program.JobType).Invoke(null, [Program.Sample("Full")]);

    [Fact]
    public void Text_stands_as_it_is_in_a_body()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JobJsonOptions.Writer))
        {
            var program = JobProgram.Of(
                """
                [Job("text")] public sealed partial record Sample(string Größe);
                public static class Samples { public static Sample Full { get; } = new("é+<&>'日本\"\n"); }
                """);
            JsonSerializer.Serialize(writer, program.Sample("Full"), program.TypeInfo);
        }

        Assert.Equal("""{"größe":"é+<&>'日本\"\n"}""", Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void AssertAllocatesNothing<T>(T job)
        where T : IJob<T>
    {
        var typeInfo = T.Contract.JsonTypeInfo;
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer);
        Write();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Write();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0, buffer.WrittenCount);

        void Write()
        {
            buffer.ResetWrittenCount();
            writer.Reset(buffer);
            JsonSerializer.Serialize(writer, job, typeInfo);
        }
    }

    private sealed class Wrapper(IJsonTypeInfoResolver inner) : IJsonTypeInfoResolver
    {
        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) => inner.GetTypeInfo(type, options);
    }
}
