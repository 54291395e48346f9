namespace TypedJobs.Beanstalk.Protocol.Commands;

internal readonly record struct KickJobCommand(ulong Id) : ICommand<bool>
{
    public static string Name => "kick-job";

    public void WriteTo(ref CommandWriter writer) => writer.Line("kick-job"u8, Id);

    public bool Interpret(in Reply reply) => reply.Kind switch
    {
        ReplyKind.Kicked when reply.Number is null => true,
        ReplyKind.NotFound => false,
        _ => throw reply.ToException(Name),
    };
}
