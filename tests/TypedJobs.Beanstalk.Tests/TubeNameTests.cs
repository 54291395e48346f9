using Xunit;

namespace TypedJobs.Beanstalk.Tests;

public sealed class TubeNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("a-b")]
    [InlineData("AZaz09-+/;.$_()")]
    [InlineData("+/;.$_()")]
    public void What_the_protocol_allows_is_taken(string name) => Assert.Equal(name, new TubeName(name).ToString());

    [Fact]
    public void Up_to_200_bytes_are_taken() => Assert.Equal(200, new TubeName(new string('x', 200)).ToString().Length);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("-a", "hyphen")]
    [InlineData("a b", "U+0020 at position 1")]
    [InlineData("a\r\nquit", "U+000D at position 1")]
    [InlineData("ä", "'ä' at position 0")]
    [InlineData("a*", "'*' at position 1")]
    [InlineData("a\ud83d\ude00", "U+D83D")]
    public void What_it_does_not_allow_is_refused_with_the_reason(string name, string reason)
        => Assert.Contains(reason, Assert.Throws<ArgumentException>(() => (TubeName)name).Message, StringComparison.Ordinal);

    [Fact]
    public void More_than_200_bytes_are_refused_with_both_lengths()
    {
        var message = Assert.Throws<ArgumentException>(() => new TubeName(new string('x', 201))).Message;
        Assert.Contains("201", message, StringComparison.Ordinal);
        Assert.Contains("200", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_refused() => Assert.Throws<ArgumentNullException>(() => (TubeName)(string)null!);

    [Fact]
    public void The_default_value_is_the_tube_default()
    {
        Assert.Equal("default", default(TubeName).ToString());
        Assert.Equal(default, new TubeName("default"));
        Assert.Equal(default(TubeName).GetHashCode(), new TubeName("default").GetHashCode());
        Assert.NotEqual(default, new TubeName("other"));
    }
}
