using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using WeatherKd.Api;

namespace WeatherKd.Functions.Http;

/// <summary>Finds the handler of a request by ASP.NET Core's own route patterns and their precedence.</summary>
public sealed class RouteTable
{
    /// <summary>Query parameters of the Functions host (its keys), not of the API, which refuses what it does not know.</summary>
    private static readonly string[] HostParameters = ["code", "clientId"];

    private readonly List<(ApiRoute Route, TemplateMatcher Matcher)> _routes =
    [
        .. ApiRoutes.All
            .Select(route => (Route: route, Template: TemplateParser.Parse(route.Pattern.TrimStart('/'))))
            .OrderBy(r => RoutePrecedence.ComputeInbound(r.Template))
            .Select(r => (r.Route, new TemplateMatcher(r.Template, []))),
    ];

    /// <summary>Answers a request through the first matching route that its function key gives access to.</summary>
    public Task<IResult> AnswerAsync(HttpContext context, Access access)
    {
        var request = context.Request;
        request.QueryString = WithoutHostParameters(request.Query);
        var values = new RouteValueDictionary();
        var found = _routes.Where(r => r.Route.Access == access && r.Matcher.TryMatch(request.Path, values = [])).Select(r => r.Route).ToList();
        if (found.Find(r => Answers(r, request.Method)) is not { } route)
        {
            return Task.FromResult(found.Count == 0
                ? Results.Problem(statusCode: StatusCodes.Status404NotFound, title: "No such address", detail: $"{request.Path} is not served.")
                : Results.Problem(statusCode: StatusCodes.Status405MethodNotAllowed, title: "Method not allowed", detail: $"{request.Path} does not answer {request.Method}."));
        }

        request.RouteValues = values;
        return route.Handler(context);
    }

    private static bool Answers(ApiRoute route, string method) =>
        HttpMethods.Equals(route.Method, method) || (HttpMethods.IsGet(route.Method) && HttpMethods.IsHead(method));

    private static QueryString WithoutHostParameters(IQueryCollection query) =>
        new QueryBuilder(query.Where(p => !HostParameters.Contains(p.Key, StringComparer.OrdinalIgnoreCase))).ToQueryString();
}
