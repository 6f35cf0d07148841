using Microsoft.AspNetCore.Http;

namespace WeatherKd.Api;

/// <summary>One address of the API. Every host serves the same table of them (<see cref="ApiRoutes"/>).</summary>
/// <param name="Method">HTTP method; a GET also answers HEAD.</param>
/// <param name="Pattern">Route pattern of ASP.NET Core, e.g. <c>/api/v1/stations/{id}</c>.</param>
/// <param name="Access">Who may call it. The host checks that before it calls <paramref name="Handler"/>.</param>
/// <param name="Handler">
/// Answers a request. Needs the route values and the services of the context; errors leave it as problem details, never as exceptions.
/// </param>
public sealed record ApiRoute(string Method, string Pattern, Access Access, Func<HttpContext, Task<IResult>> Handler);

/// <summary>Who may call an address.</summary>
public enum Access
{
    /// <summary>Whoever may read: everybody, or holders of a function key, as the host is configured.</summary>
    Read,

    /// <summary>The holder of the admin key alone.</summary>
    Admin,
}
