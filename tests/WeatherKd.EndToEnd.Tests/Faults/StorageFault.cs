namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>What the proxy does to a request.</summary>
internal enum StorageFault
{
    /// <summary>Passes it on.</summary>
    None,

    /// <summary>Closes the connection before anything is passed on.</summary>
    Broken,

    /// <summary>Answers 503 with <c>Retry-After</c>, as a throttled account does.</summary>
    Unavailable,

    /// <summary>Says nothing for a while and then closes the connection.</summary>
    Silent,

    /// <summary>Passes on half of the request's body and closes both connections.</summary>
    HalfRequest,

    /// <summary>Passes the request on and sends half of the answer's body.</summary>
    HalfReply,

    /// <summary>Passes the request on and loses the answer: a write has happened and its writer does not know.</summary>
    ReplyLost,

    /// <summary>Lets somebody else change the blob first, so that a conditional write is refused with 412.</summary>
    Conflict,
}
