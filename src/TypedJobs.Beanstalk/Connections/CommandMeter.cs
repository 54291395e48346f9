using System.Diagnostics;
using TypedJobs.Beanstalk.Protocol;

namespace TypedJobs.Beanstalk.Connections;

/// <summary>Measures a session's commands, from their call to what the caller learns. While nobody listens, nothing is done.</summary>
internal sealed class CommandMeter(BeanstalkAddress server, TimeProvider time)
{
    private readonly KeyValuePair<string, object?>[] _common = server.Host is { } host
        ? [new("messaging.system", "beanstalkd"), new("server.address", host), new("server.port", server.Port)]
        : [new("messaging.system", "beanstalkd"), new("server.address", server.Path ?? server.Name)];

    /// <returns>When it was; 0 if it is not measured.</returns>
    public long Begin() => BeanstalkMeter.MeasuresCommands ? time.GetTimestamp() : 0;

    /// <param name="begun">What <see cref="Begin"/> said.</param>
    /// <param name="command">The command's word.</param>
    /// <param name="kind">What it is about.</param>
    /// <param name="tube">The tube that it is about; null for none or any.</param>
    /// <param name="broughtJob">Whether the caller holds a job through it.</param>
    /// <param name="error">Why it failed; null if it did not.</param>
    public void End(long begun, string command, CommandKind kind, TubeName? tube, bool broughtJob, Exception? error)
    {
        if (begun == 0)
        {
            return;
        }

        var tags = new TagList(_common) { { "messaging.operation.name", command } };
        if (Type(kind) is { } type)
        {
            tags.Add("messaging.operation.type", type);
        }

        if (tube is { } name)
        {
            tags.Add("messaging.destination.name", name.ToString());
        }

        if (error is not null)
        {
            tags.Add("error.type", error.GetType().FullName);
        }

        BeanstalkMeter.Took(time.GetElapsedTime(begun).TotalSeconds, tags);
        if (kind == CommandKind.Send)
        {
            BeanstalkMeter.Sent(tags);
        }
        else if (broughtJob)
        {
            BeanstalkMeter.Consumed(tags);
        }
    }

    private static string? Type(CommandKind kind) => kind switch
    {
        CommandKind.Send => "send",
        CommandKind.Receive => "receive",
        CommandKind.Settle => "settle",
        _ => null,
    };
}
