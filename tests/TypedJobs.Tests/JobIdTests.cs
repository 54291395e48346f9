using CsCheck;
using Xunit;

namespace TypedJobs.Tests;

public sealed class JobIdTests
{
    private static readonly string[] Servers = ["beanstalk://localhost:11300", "beanstalk://[::1]:1", "unix:///run/a#b.sock"];

    [Fact]
    public void Its_text_is_read_back()
        => Gen.Select(Gen.Int[0, 2], Gen.ULong).Sample((index, number) =>
        {
            var server = Servers[index];
            var id = new JobId(server, number);

            Assert.Equal(id, JobId.Parse(id.ToString()));
            Assert.Equal($"{server}#{number}", id.ToString());
        });

    [Theory]
    [InlineData("")]
    [InlineData("4711")]
    [InlineData("#4711")]
    [InlineData("beanstalk://localhost:11300")]
    [InlineData("beanstalk://localhost:11300#")]
    [InlineData("beanstalk://localhost:11300#-1")]
    [InlineData("beanstalk://localhost:11300# 1")]
    [InlineData("beanstalk://localhost:11300#18446744073709551616")]
    public void What_is_no_id_is_refused_with_an_example(string text)
    {
        Assert.False(JobId.TryParse(text, null, out _));
        var error = Assert.Throws<FormatException>(() => JobId.Parse(text));
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("#4711", error.Message, StringComparison.Ordinal);
    }
}
