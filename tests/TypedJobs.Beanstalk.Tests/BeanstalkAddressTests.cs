using Xunit;

namespace TypedJobs.Beanstalk.Tests;

public sealed class BeanstalkAddressTests
{
    [Theory]
    [InlineData("beanstalk://127.0.0.1:11300", "127.0.0.1", 11300)]
    [InlineData("beanstalk://queue.example", "queue.example", 11300)]
    [InlineData("beanstalk://queue.example:1/", "queue.example", 1)]
    [InlineData("BEANSTALK://localhost:65535", "localhost", 65535)]
    [InlineData("beanstalk://[::1]:99", "::1", 99)]
    [InlineData("beanstalk://[::1]", "::1", 11300)]
    public void A_host_and_port(string text, string host, int port)
    {
        var address = BeanstalkAddress.Parse(text);

        Assert.Equal((host, port, null), (address.Host, address.Port, address.Path));
        Assert.Equal(new BeanstalkAddress(host, port), address);
        Assert.Equal(address, BeanstalkAddress.Parse(address.ToString()));
    }

    [Fact]
    public void A_unix_socket()
    {
        var address = BeanstalkAddress.Parse("unix:///run/beanstalkd.sock");

        Assert.Equal("/run/beanstalkd.sock", address.Path);
        Assert.Equal((null, 0), (address.Host, address.Port));
        Assert.Equal("unix:///run/beanstalkd.sock", address.ToString());
        Assert.Equal(BeanstalkAddress.UnixSocket("/run/beanstalkd.sock"), address);
    }

    [Fact]
    public void The_default_is_this_machine() => Assert.Equal("beanstalk://127.0.0.1:11300", BeanstalkAddress.Default.ToString());

    [Theory]
    [InlineData("", "neither")]
    [InlineData("localhost:11300", "neither")]
    [InlineData("http://localhost:11300", "neither")]
    [InlineData("beanstalk://", "host is missing")]
    [InlineData("beanstalk:///", "host is missing")]
    [InlineData("beanstalk://:11300", "host is missing")]
    [InlineData("beanstalk://localhost:", "'' is no port")]
    [InlineData("beanstalk://localhost:0", "'0' is no port")]
    [InlineData("beanstalk://localhost:65536", "'65536' is no port")]
    [InlineData("beanstalk://localhost:-1", "'-1' is no port")]
    [InlineData("beanstalk://user@localhost", "no host name")]
    [InlineData("beanstalk://localhost/path", "no host name")]
    [InlineData("beanstalk://::1", "no host name")]
    [InlineData("unix://relative", "absolute path")]
    [InlineData("unix:///", "absolute path")]
    public void What_is_no_address_is_refused_with_the_reason_and_the_form(string text, string reason)
    {
        var message = Assert.Throws<FormatException>(() => BeanstalkAddress.Parse(text)).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains("beanstalk://host:port", message, StringComparison.Ordinal);
        Assert.False(BeanstalkAddress.TryParse(text, out _));
    }

    [Fact]
    public void A_path_that_no_unix_socket_can_have_is_refused_before_anybody_connects()
    {
        var path = "/" + new string('p', 200);

        var parsed = Assert.Throws<FormatException>(() => BeanstalkAddress.Parse("unix://" + path));
        var given = Assert.Throws<ArgumentException>(() => BeanstalkAddress.UnixSocket(path));

        Assert.Contains("the path has 201 bytes", parsed.Message, StringComparison.Ordinal);
        Assert.Contains("the path has 201 bytes", given.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65536)]
    public void A_port_is_checked(int port) => Assert.Throws<ArgumentOutOfRangeException>(() => new BeanstalkAddress("localhost", port));

    [Fact]
    public void A_host_is_checked() => Assert.Throws<ArgumentException>(() => new BeanstalkAddress("a b"));
}
