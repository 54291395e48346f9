namespace TypedJobs.Beanstalk.Protocol.Commands;

/// <summary>Which job to look at.</summary>
internal enum PeekTarget
{
    Id,
    Ready,
    Delayed,
    Buried,
}

/// <summary>All four forms of it: <c>peek</c>, <c>peek-ready</c>, <c>peek-delayed</c>, <c>peek-buried</c>.</summary>
internal readonly record struct PeekCommand(PeekTarget Target, ulong Id = 0) : ICommand<BeanstalkJob?>
{
    public static string Name => "peek";

    public void WriteTo(ref CommandWriter writer)
    {
        switch (Target)
        {
            case PeekTarget.Ready:
                writer.Line("peek-ready"u8);
                break;
            case PeekTarget.Delayed:
                writer.Line("peek-delayed"u8);
                break;
            case PeekTarget.Buried:
                writer.Line("peek-buried"u8);
                break;
            default:
                writer.Line("peek"u8, Id);
                break;
        }
    }

    public BeanstalkJob? Interpret(in Reply reply) => reply.Kind switch
    {
        ReplyKind.Found when Target != PeekTarget.Id || reply.Number == Id => new BeanstalkJob(reply),
        ReplyKind.NotFound => null,
        _ => throw reply.ToException(Name),
    };
}
