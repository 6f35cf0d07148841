using WeatherKd.Grib.Ccsds;

namespace WeatherKd.Grib.Tests.Ccsds;

/// <summary>
/// Streams written by the reference implementation: <c>aec_buffer_encode</c> of libaec 1.0.6 (Debian 12) from the formula beside
/// each, on a little-endian machine.
/// </summary>
/// <param name="Name">What the stream shows.</param>
/// <param name="Parameters">As given to libaec.</param>
/// <param name="Count">Number of samples.</param>
/// <param name="Formula">The sample at an index, truncated to a whole number.</param>
/// <param name="Base64">The coded stream.</param>
internal sealed record LibaecStream(string Name, CcsdsParameters Parameters, int Count, Func<long, double> Formula, string Base64)
{
    public static readonly IReadOnlyList<LibaecStream> All =
    [
        new(
            "SmoothWave",
            new CcsdsParameters(16, 32, 128, 14),
            300,
            i => 30000 + (20000 * Math.Sin(i * 0.05)),
            "t1MFVVVVVVf/87yvA7LnuE2bRsevKwqOlaGnYZZTECLQYgO7jXsCqaSHmYRJC+Fy//qqqqqqqgONZnpmyr6yrWuJ7X4oOjeX6Gqyz7xxHL9K2X"
            + "fOR6XtfE8/2fg+X59qqqqqqr//5vj971/L7/sOe4vdNc0LJcGuaw6gnmUop//0+n3nSsauquaIleJINX/6qqqqqqqPhxKE00ETRYmRb56wVD8Z"
            + "yOLM1j3RdNVQWlgWWahuXHdJ3HieZ6HnWqqqqqq///G7zrOW3rXM4xC5KwnyQoEcJfk0OgmBG/LmtAuKiImcZZEAJ4OgpI2/+qqqqqqqp3qq2s"
            + "KzvaeY8X8YbkWbKUre278xvOdT23g+Y6vuvI9P2/i+b5/m+Haqqqqqv//3PT8juuq5jg9t1POMbvy2q3pObZEhv8PF5fac6wq2qpneRoTh0TyB"
            + "X/qqqqqqqqrM40UURcmgc1+QkE0dCaL84UDSFPlZXJiGca5vnLdV3nked6HmeJ21qqqqqr//+m4zctQyzALUqCaIue5rFkRozh+Cr1N8yCxJog"
            + "ZpFEOAfAYEsr0RXWUkiIQhCCD///6pvL+afTgKnS+qDEgAAAAAAAAAAAAAAAAAAAAAAAAAAA=="),
        new(
            "MostlyDry",
            new CcsdsParameters(12, 8, 4, 14),
            500,
            i => i % 100 < 70 ? 0 : i * 7919 % 4096,
            "AAAIAABgAD4AQgAAAAAtIb8fEMQxDEN6Q5EMQ3/xDEMQxDEMQxDEN8fiGIYhvWG4hiGIamgVA8QiEQtkAAAAAIAABAABrBVUAABbCEQiEQiG/j"
            + "xDEMQxDEN9wrEN/8QxDEMQxDEMQxDZoHHxDEMQ35CkQxDQD//4AAAAAAAAAAAgAAEAAGv4CAAAAAAAAAEoDSqqg8QiEQiEQiEQ3+OIYhiGIYhi"
            + "HAoOvOD/EMQxDEMQxDEMkknkJCQkKSAAAABAAAIAAGcEkkgAA3EJCQkJDY/8IgiIYhiGIYhiG2gPxiGIYhiGIYhwm/+B4hiGIYhiGIYhkAB/gI"
            + "AAAAAAAAACAAAQAAM/gBIAAAAAAAGUQySSSSQkJCQkJCQkNgQD/h8AxDEMQxDEN/8QxDEMQxDEMQxDQCr8QAAhEIAAAAAA"),
        new(
            "SmallSteps",
            new CcsdsParameters(8, 16, 8, 14),
            200,
            i => 100 + (i % 3 == 0 ? 1 : 0),
            "LKyyyyyWWWWWUyyyyyyWWWWWSyyyyymWWWWWSyyyyyWWWWWUshZZZZZLLLLLJZZZZZTLLLLLJZZf8A=="),
        new(
            "WideNoise",
            new CcsdsParameters(32, 16, 16, 14),
            40,
            i => i * 2654435761L % 4294967296L,
            "+AAAAATxu82OHIhk7tUzaJw5EMneHIhk7apm0TVj3WFHjd5sQ4BlxjYciGTuYxHU3KsyXZ4ciGTtOEU9ddX+9Qf43ebEH5Q6z7DkQydvh4II6O"
            + "qfiv6jPuFZzuKycORDJ3VM2iYjJUdtsORDJ2v2dWrse6wo+xIyQ11f71Bw5EMnf43ebEE1sqBdhyIZO0MrRmeAZcY3vAktKweH33OHIhk6AAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        new(
            "RestrictedOptions",
            new CcsdsParameters(2, 8, 16, 30),
            200,
            i => i / 13 % 4,
            "C5ljvBLgZT3iWDlA9zKx3glwMp7xLBw="),
        new(
            "NotPreprocessed",
            new CcsdsParameters(10, 16, 128, 6),
            100,
            i => i % 9,
            "LUkRDqSKqVGn1U+4NjYNhqn1U9sGxsGOqn1U8bBsbA+qn1VsbBsbM+qn1BsbBsRAgIB//g=="),
        new(
            "SignedWave",
            new CcsdsParameters(11, 8, 16, 15),
            100,
            i => 900 * Math.Sin(i * 0.3),
            "kABV4lzRAY7FOPKklajegIuA26XezqkpC/Ckh0CglwSvUwgI2Geas4YHJV6L/tmh2ozEDkqSvLdgoIbj9+Mk6kqd66/jhIr91svVJ3Wh8gSTXg"
            + "LSV9Dth49FpD4WWUlXywsV96kzpQWapKzBZQegsHaThPqT2KSbztueGisCJf5o1psAAAAA"),
    ];

    public byte[] Bytes => Convert.FromBase64String(Base64);

    public uint[] Samples => [.. Enumerable.Range(0, Count).Select(i => (uint)(long)Formula(i))];
}
