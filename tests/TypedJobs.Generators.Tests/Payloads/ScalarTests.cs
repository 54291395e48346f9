using System.Text.Json;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

public sealed class ScalarTests
{
    private const string Types =
        "bool sbyte byte short ushort int uint long ulong float double decimal char string Guid DateTime DateTimeOffset DateOnly TimeOnly TimeSpan Half Int128 UInt128 Uri Version byte[]";

    [Fact]
    public void All_scalars_are_written_as_the_serializer_writes_them()
        => JobProgram.Of(
            $$"""
            [Job("scalars")]
            public sealed partial record Sample({{Parameters(suffix: "")}});

            public static class Samples
            {
                public static Sample Zero { get; } = new(
                    false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0m, 'a', "", Guid.Empty, default, default, default, default, default, default, 0, 0,
                    new Uri("a/b", UriKind.Relative), new Version(1, 0), []);
                public static Sample Largest { get; } = new(
                    true, sbyte.MaxValue, byte.MaxValue, short.MaxValue, ushort.MaxValue, int.MaxValue, uint.MaxValue, long.MaxValue, ulong.MaxValue,
                    float.MaxValue, double.MaxValue, decimal.MaxValue, '\uFFFD', "\u0000\"\\/<é😀", new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff"),
                    DateTime.MaxValue, DateTimeOffset.MaxValue, DateOnly.MaxValue, TimeOnly.MaxValue, TimeSpan.MaxValue, Half.MaxValue, Int128.MaxValue, UInt128.MaxValue,
                    new Uri("https://example.org/ä?q=1&r=+#x"), new Version(1, 2, 3, 4), [0, 251, 255]);
                public static Sample Smallest { get; } = new(
                    false, sbyte.MinValue, 1, short.MinValue, 1, int.MinValue, 1, long.MinValue, 1, float.Epsilon, -0.1, 1.00m, '"', " ", Guid.NewGuid(),
                    new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), new DateTimeOffset(2026, 1, 2, 3, 4, 5, 6, TimeSpan.FromHours(5.5)),
                    new DateOnly(2024, 2, 29), new TimeOnly(1, 2, 3, 4), TimeSpan.MinValue, Half.Epsilon, Int128.MinValue, 1,
                    new Uri("urn:x:+"), new Version(0, 0, 1), [1]);
            }
            """).AssertRoundTrips();

    [Fact]
    public void All_nullable_scalars_are_written_as_the_serializer_writes_them()
        => JobProgram.Of(
            $$"""
            [Job("scalars")]
            public sealed partial record Sample({{Parameters(suffix: "?")}});

            public static class Samples
            {
                public static Sample Nulls { get; } = new({{string.Join(", ", Types.Split(' ').Select(static _ => "null"))}});
                public static Sample Values { get; } = new(
                    true, 1, 2, 3, 4, 5, 6, 7, 8, 0.1f, 0.1, 0.10m, 'x', "x", Guid.NewGuid(), DateTime.UtcNow, DateTimeOffset.UtcNow, DateOnly.MaxValue, TimeOnly.MaxValue,
                    TimeSpan.FromSeconds(1.5), (Half)1.5, 1, 2, new Uri("https://example.org"), new Version(1, 2), [1, 2]);
            }
            """).AssertRoundTrips();

    [Fact]
    public void All_nullable_scalars_may_be_absent()
    {
        var program = JobProgram.Of($$"""[Job("scalars")] public sealed partial record Sample({{Parameters(suffix: "?")}});""");

        var job = program.Read("{}");

        Assert.All(program.JobType.GetProperties(), property => Assert.Null(property.GetValue(job)));
    }

    /// <summary>As System.Text.Json does; a half and a decimal are refused.</summary>
    [Fact]
    public void A_number_too_large_for_a_float_or_a_double_is_infinity()
    {
        var program = JobProgram.Of("""[Job("number")] public sealed partial record Sample(float Small, double Large);""");

        var job = program.Read("""{"small":1e40,"large":-1e400}""");

        Assert.Equal(float.PositiveInfinity, JobProgram.Member(job, "Small"));
        Assert.Equal(double.NegativeInfinity, JobProgram.Member(job, "Large"));
    }

    [Theory]
    [InlineData("Half")]
    [InlineData("decimal")]
    [InlineData("long")]
    public void A_number_too_large_for_another_type_is_refused(string type)
    {
        var program = JobProgram.Of($$"""[Job("number")] public sealed partial record Sample({{type}} Number);""");

        Assert.Throws<JsonException>(() => program.Read("""{"number":1e400}"""));
    }

    [Fact]
    public void Numbers_that_JSON_does_not_have_are_refused()
    {
        var program = JobProgram.Of(
            """
            [Job("number")] public sealed partial record Sample(double Number);
            public static class Samples { public static Sample NotANumber { get; } = new(double.NaN); }
            """);

        Assert.Throws<ArgumentException>(() => program.Write(program.Sample("NotANumber")));
    }

    private static string Parameters(string suffix)
        => string.Join(", ", Types.Split(' ').Select((type, index) => $"{type}{suffix} Value{index}"));
}
