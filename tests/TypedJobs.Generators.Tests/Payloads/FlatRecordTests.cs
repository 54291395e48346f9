using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>A record of the simplest kind, from its declaration to its JSON and back.</summary>
public sealed class FlatRecordTests
{
    private static readonly JobProgram Program = JobProgram.Of(
        """
        public enum ImageFormat { Png, Jpeg }

        [Job("thumbnail.create", TimeToRunSeconds = 120)]
        public sealed partial record Sample(string Source, int Width, ImageFormat Format = ImageFormat.Jpeg, string? Note = "none");

        public static class Samples
        {
            public static Sample Full { get; } = new("cat.jpg", 320, ImageFormat.Png, "é+\"<");
            public static Sample Defaults { get; } = new("cat.jpg", -1);
            public static Sample Null { get; } = new("", 0, Note: null);
        }
        """);

    [Fact]
    public void What_is_written_is_what_the_serializer_writes_and_reads_back_equal()
    {
        Program.AssertRoundTrips();
        Assert.All(Program.Samples(), static job => Assert.Equal(job, Program.Read(Program.Write(job))));
    }

    [Fact]
    public void Absent_members_have_their_defaults()
        => Assert.Equal(Program.Sample("Defaults"), Program.Read("""{"source":"cat.jpg","width":-1}"""));

    [Fact]
    public void The_contract_says_what_the_attribute_says()
    {
        Assert.Equal("thumbnail.create", Program.Contract.Name);
        Assert.Equal("thumbnail.create", Program.Contract.Tube);
        Assert.Equal(TimeSpan.FromSeconds(120), Program.Contract.TimeToRun);
        Assert.Equal(JobContract.DefaultMaxAttempts, Program.Contract.MaxAttempts);
    }
}
