namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct TouchCommand(ulong Id) : ICommand<bool>
{
    public static string Name => "touch";

    public void WriteTo(ref CommandWriter writer) => writer.Line("touch"u8, Id);

    public bool Interpret(in Reply reply) => reply.Kind switch
    {
        ReplyKind.Touched => true,
        ReplyKind.NotFound => false,
        _ => throw reply.ToException(Name),
    };
}
