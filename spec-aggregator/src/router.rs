//! Every route of both listeners on one page, and the layers around them with their reasons.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post, put};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::app::App;
use crate::error::ApiError;
use crate::limits::{
    ADOPT_BYTES_MAX, DOCUMENT_BYTES_MAX, RELAY_DECISION_BYTES_MAX, RELAY_DOCUMENT_BYTES_MAX,
};
use crate::relay::ORIGIN;
use crate::routes::reports::REPORT_BYTES_MAX;
use crate::routes::{
    adopt, around, contracts, declare, docs, documents, findings, health, relayed, reports,
};

pub mod listen;

/// Everything a browser may do on our pages (reliability: a document's text is not ours).
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// What anybody may read.
pub fn public(app: App) -> Router {
    let routes = Router::new()
        .route("/", get(docs::to_docs))
        .route("/openapi.json", get(documents::gateway_json))
        .route("/openapi.yaml", get(documents::gateway_yaml))
        .route("/swagger.json", get(documents::swagger))
        .route("/{major}/openapi.json", get(documents::major_json))
        .route("/services", get(documents::services))
        .route(
            "/services/{service}/openapi.json",
            get(documents::service_json),
        )
        .route(
            "/services/{service}/openapi.yaml",
            get(documents::service_yaml),
        )
        .route("/findings", get(findings::public))
        .route("/docs", get(docs::page))
        .route("/docs/{asset}", get(docs::asset))
        .merge(probes());
    finish(routes, "public")
        .layer(fixed(
            header::CONTENT_SECURITY_POLICY,
            CONTENT_SECURITY_POLICY,
        ))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .with_state(app)
}

/// What filters and operators call.
pub fn internal(app: App) -> Router {
    let routes = Router::new()
        .route(
            "/v1/reports",
            post(reports::take).layer(DefaultBodyLimit::max(REPORT_BYTES_MAX)),
        )
        .route("/v1/contracts", get(contracts::bundle))
        .route(
            "/v1/services/{service}/document",
            put(declare::document).layer(DefaultBodyLimit::max(DOCUMENT_BYTES_MAX)),
        )
        .route(
            "/v1/services/{service}/adopt",
            post(adopt::adopt).layer(DefaultBodyLimit::max(ADOPT_BYTES_MAX)),
        )
        .route("/v1/findings", get(findings::internal))
        .route(
            "/v1/findings/{id}/accept",
            post(findings::accept).delete(findings::withdraw),
        )
        .merge(between_replicas(app.clone()))
        .route("/metrics", get(health::metrics))
        // Only the routes above: an unknown path answers 404 to everybody, a probe 200.
        .route_layer(from_fn_with_state(app.clone(), around::require_token))
        .merge(probes());
    finish(routes, "internal")
        .layer(fixed(HeaderName::from_static(ORIGIN), "aggregator"))
        .with_state(app)
}

/// What replicas tell one another.
fn between_replicas(app: App) -> Router<App> {
    let limited = DefaultBodyLimit::max;
    Router::new()
        .route(
            "/v1/relayed/reports",
            post(relayed::report).layer(limited(REPORT_BYTES_MAX)),
        )
        .route(
            "/v1/relayed/documents",
            post(relayed::document).layer(limited(RELAY_DOCUMENT_BYTES_MAX)),
        )
        .route(
            "/v1/relayed/decisions",
            post(relayed::decision).layer(limited(RELAY_DECISION_BYTES_MAX)),
        )
        .route_layer(from_fn_with_state(app, relayed::from_others))
}

fn probes() -> Router<App> {
    Router::new()
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
}

/// The layers of both listeners, the innermost first.
fn finish(routes: Router<App>, listener: &'static str) -> Router<App> {
    routes
        .fallback(async || ApiError::NotFound)
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        // A handler that hangs or panics is answered for, and nobody else notices.
        .layer(from_fn(around::limit_time))
        .layer(CatchPanicLayer::custom(around::panicked))
        // Counts what the layers inside answered, too.
        .layer(from_fn(move |request, next| {
            around::count(listener, request, next)
        }))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
