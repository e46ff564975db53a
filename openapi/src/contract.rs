//! A document compiled: immutable, shared, ready to judge exchanges. Compiling never
//! fails as a whole; what could not be understood is listed and left unjudged.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::http::{Announcement, Header, MediaType, Method, RequestHead, ResponseHead};
use crate::json::JsonLimits;
use crate::path::PathTemplate;

mod body;
mod check;
mod compile;
mod compiler;
mod content;
mod direction;
mod discriminator;
mod form;
mod items;
mod method_override;
mod multipart;
mod opaque;
mod parameter;
mod plain;
mod reading;
mod response;
mod route;
mod schema;
mod security;
mod surface;
#[cfg(test)]
mod tests;
mod undeclared;
mod verdict;
mod wire;
mod xml;

pub use body::Body;
pub use compiler::{CompileProblem, ProblemKind};
pub use items::{BrokenItem, ItemsCheck};
pub use route::{Matched, Route};
pub use schema::UnicodeProperties;
pub use verdict::{Location, Undecided, Verdict, Violation};
pub use wire::{CONTRACT_VERSION, WireError};

use content::RequestBody;
use parameter::Parameter;
use response::Responses;
use route::Router;
use schema::Program;
use security::Security;

/// The compiled form of one document.
#[derive(Debug)]
pub struct Contract {
    operations: Vec<Arc<Operation>>,
    router: Router,
    program: Arc<Program>,
    /// The same one, unless responses have schemas of their own.
    of_responses: Arc<Program>,
}

/// One operation, compiled.
#[derive(Debug, Serialize, Deserialize)]
pub struct Operation {
    method: Method,
    template: PathTemplate,
    security: Security,
    parameters: Vec<Parameter>,
    request_body: Option<RequestBody>,
    responses: Responses,
    /// The schemas of the whole document, as they hold for requests.
    #[serde(skip)]
    program: Arc<Program>,
    /// The same ones, as they hold for responses.
    #[serde(skip)]
    of_responses: Arc<Program>,
}

/// The verdict on a head, and whether the body has a say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadCheck {
    /// What the head alone says.
    pub verdict: Verdict,
    /// Whether the exchange is judged further by its body.
    pub body: BodyNeed,
}

/// What a check needs of the body that follows a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyNeed {
    /// Nothing: the verdict on the head is the verdict.
    Nothing,
    /// The whole body.
    Whole,
    /// Each item of it, while it passes.
    Items,
}

impl Contract {
    /// Compiles a document of any 3.x version. The contract holds all that could be
    /// compiled; the list says with a pointer for each what could not, and after that what
    /// had to be repaired first.
    pub fn compile(document: &Document) -> (Self, Vec<CompileProblem>) {
        compile::contract(document, None)
    }

    /// The same, with somebody who knows Unicode's properties: without, a pattern that names
    /// one (`\p{L}`) is among what could not be compiled.
    pub fn compile_knowing(
        document: &Document,
        properties: UnicodeProperties,
    ) -> (Self, Vec<CompileProblem>) {
        compile::contract(document, Some(properties))
    }

    /// Puts operations and the schemas they use together. Gives back, by their index, those
    /// whose template equals another one but for parameter names, with that other template.
    fn of(
        operations: Vec<Operation>,
        program: Program,
        of_responses: Option<Program>,
    ) -> (Self, Vec<(usize, PathTemplate)>) {
        let program = Arc::new(program);
        let of_responses = of_responses.map_or_else(|| Arc::clone(&program), Arc::new);
        let operations: Vec<Arc<Operation>> = operations
            .into_iter()
            .map(|operation| {
                Arc::new(Operation {
                    program: Arc::clone(&program),
                    of_responses: Arc::clone(&of_responses),
                    ..operation
                })
            })
            .collect();
        let mut router = Router::default();
        let doubles = operations
            .iter()
            .enumerate()
            .filter_map(|(index, operation)| Some((index, router.insert(Arc::clone(operation))?)))
            .collect();
        let contract = Self {
            operations,
            router,
            program,
            of_responses,
        };
        (contract, doubles)
    }

    /// Finds the operation of a request. `path` begins with a slash, is not decoded and
    /// has no query.
    #[inline]
    pub fn route(&self, method: &[u8], path: &str) -> Route {
        self.router.route(method, path)
    }

    /// Every operation, in the document's order.
    pub fn operations(&self) -> &[Arc<Operation>] {
        &self.operations
    }
}

impl Operation {
    /// The method it is declared for.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The path template it is declared under.
    pub fn template(&self) -> &PathTemplate {
        &self.template
    }

    /// Judges the head of a request. `path_values` come from [`Contract::route`];
    /// `end_of_stream` says that no body follows.
    pub fn check_request_head(
        &self,
        head: &RequestHead<'_>,
        path_values: &[String],
        end_of_stream: bool,
    ) -> HeadCheck {
        let announced = if end_of_stream {
            Announcement::NOTHING
        } else {
            Announcement::of(head.headers)
        };
        self.check_request_head_except(head, path_values, &announced, &mut |_| false)
    }

    /// The same without the violations that are accepted: what stands behind one of them is
    /// judged as if it were not there. `announced` is what the head says of the body.
    pub fn check_request_head_except(
        &self,
        head: &RequestHead<'_>,
        path_values: &[String],
        announced: &Announcement,
        accepts: &mut dyn FnMut(&Violation) -> bool,
    ) -> HeadCheck {
        check::request_head(self, head, path_values, announced, accepts)
    }

    /// How a request without the credentials this operation asks for is told of them: the
    /// value of `www-authenticate` (RFC 9110 §11.6.1). `realm` is the protection space
    /// (§11.5); what cannot stand in a quoted string is left out of it.
    pub fn challenge(&self, realm: &str) -> String {
        self.security.challenge(realm)
    }

    /// Judges the body of a request whose head asked for it.
    pub fn check_request_body(&self, media_type: Option<&MediaType>, body: &Body<'_>) -> Verdict {
        check::request_body(self, media_type, body)
    }

    /// Judges the stream of a request whose head asked for it.
    pub fn check_request_items(
        &self,
        headers: &[Header<'_>],
        limits: JsonLimits,
    ) -> Option<ItemsCheck> {
        check::request_items(self, headers, limits)
    }

    /// Judges the head of a response. `end_of_stream` says that no body follows.
    pub fn check_response_head(&self, head: &ResponseHead<'_>, end_of_stream: bool) -> HeadCheck {
        check::response_head(self, head, end_of_stream)
    }

    /// Judges the stream of a response whose head asked for it.
    pub fn check_response_items(
        &self,
        head: &ResponseHead<'_>,
        limits: JsonLimits,
    ) -> Option<ItemsCheck> {
        check::response_items(self, head, limits)
    }

    /// Judges the body of a response whose head asked for it.
    pub fn check_response_body(
        &self,
        status: u16,
        media_type: Option<&MediaType>,
        body: &Body<'_>,
    ) -> Verdict {
        check::response_body(self, status, media_type, body)
    }
}
