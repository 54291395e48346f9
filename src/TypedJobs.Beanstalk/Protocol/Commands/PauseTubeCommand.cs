namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct PauseTubeCommand(TubeName Tube, uint Delay) : ICommand<bool>
{
    public static string Name => "pause-tube";

    public void WriteTo(ref CommandWriter writer) => writer.Line("pause-tube"u8, Tube, Delay);

    public bool Interpret(in Reply reply) => reply.Kind switch
    {
        ReplyKind.Paused => true,
        ReplyKind.NotFound => false,
        _ => throw reply.ToException(Name),
    };
}
