using TypedJobs.Embedded.Tests.Servers;
using Xunit;

namespace TypedJobs.Embedded.Tests.Conformance;

/// <summary>
/// Each scenario is played to a real beanstalkd and to the embedded broker, and both must say the same, byte for byte. Known differences of 1.12 and 1.13 that no
/// scenario touches: 1.12 takes a `reserve-with-timeout` that is no number as 0 and a negative one as for ever, where 1.13 says BAD_FORMAT.
/// And one fault that nobody should copy: with several connections that have a deadline, 1.12 was seen to miss the end of a time-to-run.
/// </summary>
public sealed class ConformanceTests
{
    private static readonly string LongName = new('n', 200);

    public static TheoryData<string, Target> Cases
    {
        get
        {
            var cases = new TheoryData<string, Target>();
            foreach (var scenario in Scenarios.Keys)
            {
                foreach (var target in Enum.GetValues<Target>())
                {
                    cases.Add(scenario, target);
                }
            }

            return cases;
        }
    }

    private static Dictionary<string, string> Scenarios { get; } = new()
    {
        ["priorities, then age"] = """
            A put 5 0 60 1|a
            A put 3 0 60 1|b
            A put 5 0 60 0|
            A put 0 0 60 3|x|
            A put 3 0 60 1|d
            A stats-tube default
            B> reserve|reserve|reserve|reserve-with-timeout 0|reserve-with-timeout 0
            B<
            B<
            B<
            B<
            B<
            B> delete 2|delete 5|delete 99|stats
            B<
            B<
            B<
            B<
            """,
        ["every settlement and its counters"] = """
            A put 1 0 60 1|a
            A reserve
            B delete 1
            B release 1 0 0
            B touch 1
            B bury 1 0
            B reserve-job 1
            A touch 1
            A release 1 7 0
            A stats-job 1
            A reserve
            A release 1 8 1000
            A stats-job 1
            A peek-delayed
            A peek-ready
            A kick 10
            A reserve-job 1
            A bury 1 9
            A peek-buried
            A stats-job 1
            A kick-job 1
            A kick-job 1
            A stats-job 1
            A stats
            B delete 1
            B peek 1
            """,
        ["buried before delayed, in the order of burying"] = """
            A put 1 0 60 1|a
            A put 2 0 60 1|b
            A put 3 1000 60 1|c
            A put 4 500 60 1|d
            A reserve
            A reserve
            A bury 2 5
            A bury 1 5
            A peek-buried
            A kick 1
            A peek-buried
            A kick 100
            A peek-delayed
            A kick 1
            A kick 100
            A stats-tube default
            """,
        ["waiting connections"] = """
            A> reserve
            D~ 1
            B> reserve
            D~ 2
            C> reserve
            D~ 3
            D put 1 0 60 1|a
            D put 1 0 60 1|b
            A<
            D stats-tube default
            D put 1 0 60 1|c
            B<
            C<
            A.
            D reserve
            """,
        ["a job goes to whoever watches its tube"] = """
            A watch t
            A ignore default
            A> reserve-with-timeout 1000
            C~ 1
            B> reserve
            C~ 2
            C use t
            C put 1 0 60 1|a
            A<
            C use default
            C put 1 0 60 1|b
            B<
            """,
        ["tubes come and go"] = $"""
            A use {LongName}
            A list-tubes
            A watch t
            A list-tubes-watched
            A list-tube-used
            A use u
            A list-tubes
            A watch u
            A ignore default
            A list-tubes-watched
            A ignore t
            A ignore u
            A ignore unknown
            A list-tubes
            A stats-tube t
            A use default
            B use v
            B put 0 1000 60 1|x
            B use default
            A list-tubes
            A delete 1
            A list-tubes
            """,
        ["pauses"] = """
            A put 1 0 60 1|a
            A pause-tube default 1000
            A stats-tube default
            A reserve-with-timeout 0
            B> reserve
            A~ 1
            A pause-tube default 0
            B<
            A stats-tube default
            A pause-tube unknown 5
            A pause-tube -x 5
            A pause-tubedefault 0
            """,
        ["what is badly formed"] = """
            A put
            A put 1 2
            A put -1 0 60 1
            A put 4294967296 0 60 1
            A put 1 0 60 1 x
            A delete
            A delete x
            A delete 1x
            A delete 18446744073709551616
            A delete 18446744073709551615
            A peek-readyx
            A reserve-job
            A reserve x
            A release 1 2
            A bury 1
            A kick
            A kick x
            A kick -1
            A kick +3abc
            A kick 99999999999999999999
            A use -a
            A use a,b
            A watch
            A ignore a b
            A stats-job
            A stats x
            A list-tubes x
            A touch -1
            A UNKNOWN
            A pause-tube default x
            A stats
            """,
        ["lines that are too long"] = $"""
            A {new string('x', 222)}
            A {new string('x', 224)}
            A {new string('x', 1000)}
            A use {LongName}n
            A list-tube-used
            A> {new string('x', 223)}|list-tube-used
            A<
            """,
        ["bodies that are not as announced"] = """
            A> put 0 0 60 1|abc
            A<
            A<
            A> put 0 0 60 70000|x
            A/
            A$
            """,
        ["a body that is too big is swallowed"] = $"""
            A put 0 0 60 65536|{new string('x', 65536)}
            A put 0 0 60 65535|{new string('x', 65535)}
            A peek 1
            A reserve
            """,
        ["half-close behind a waiting reserve"] = """
            A> reserve|list-tube-used|put 0 0 60 1|x|reserve|reserve
            A/
            A$
            B reserve
            B stats
            """,
        ["half-close in the middle of a command"] = """
            A> list-tube-used|put 0 0 60 100|x
            A/
            A$
            B stats
            """,
        ["quit gives jobs back"] = """
            A put 0 0 60 1|x
            A reserve
            A> quit
            A$
            B reserve
            B stats-job 1
            """,
        ["a server that is draining"] = """
            A put 0 0 60 1|x
            A!
            B put 0 0 60 1|y
            B reserve
            B stats
            """,
        ["deadline soon, and a time-to-run that is over"] = """
            A> put 0 0 1 1|x|reserve|reserve|reserve-with-timeout 0
            A<
            A<
            A<
            A<
            A^ 1
            A touch 1
            B reserve
            A delete 1
            B stats-job 1
            B stats
            """,
        ["a delay and a timeout"] = """
            A> put 0 1 60 1|x|reserve-with-timeout 0
            A<
            A<
            B> reserve-with-timeout 20
            B<
            A reserve-with-timeout 1
            """,
        ["a waiting reserve is told of the margin"] = """
            A put 0 0 2 1|x
            A reserve
            A> reserve
            A<
            A delete 1
            """,
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_embedded_broker_says_what_beanstalkd_says(string scenario, Target target)
    {
        await using var beanstalkd = await ServerUnderTest.StartBeanstalkdAsync();
        await using var embedded = ServerUnderTest.StartEmbedded(target);

        var expected = Script.PlayAsync(beanstalkd, Scenarios[scenario]);
        var actual = Script.PlayAsync(embedded, Scenarios[scenario]);

        Assert.Equal(await expected, await actual);
    }
}
